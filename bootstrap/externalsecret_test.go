package bootstrap

import (
	"testing"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// TestACredentialInAStoreIsLookedFor: the ExternalSecret that should make it is
// named with its reason, and nothing once the Secret is there.
func TestACredentialInAStoreIsLookedFor(t *testing.T) {
	objects := func(text string) recorded {
		all, err := parse([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	const external = "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {namespace: flux-system, name: any}\nspec: {target: {name: cluster-eu}}\n"
	for _, tt := range []struct {
		name, objects, want string
	}{
		{"it cannot read the store", external + "status: {conditions: [{type: Ready, status: \"False\", reason: SecretSyncedError, message: \"no\\n such entry\"}]}",
			"cluster eu: the external store has not given the cluster's credential: ExternalSecret flux-system/any is to make Secret flux-system/cluster-eu: SecretSyncedError: no such entry"},
		{"nobody works on it", external,
			"cluster eu: the external store has not given the cluster's credential: ExternalSecret flux-system/any is to make Secret flux-system/cluster-eu: nobody has worked on it yet"},
		{"it makes another's", "apiVersion: external-secrets.io/v1\nkind: ExternalSecret\nmetadata: {namespace: flux-system, name: any}\nspec: {target: {name: cluster-us}}", ""},
		{"the credential is there", external + "---\napiVersion: v1\nkind: Secret\nmetadata: {namespace: flux-system, name: cluster-eu}", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			agent := &platform.Agent{Namespace: "flux-system", ClusterSecret: platform.SecretTemplate{Name: "cluster-$name"}}
			c := &platform.Cluster{Name: "eu", Credentials: &platform.ClusterCredentials{ExternalSecret: &platform.ExternalSecret{Store: "vault", Key: "eu"}}}
			e := &engine{agent: agent, host: objects(tt.objects)}
			if got := e.storeCause(t.Context(), c).named(); got.Cause != tt.want || (got.Mend == "") != (tt.want == "") {
				t.Errorf("got %+v", got)
			}
			if tt.want != "" && e.looks(c)[1](t.Context()).named().Cause != tt.want {
				t.Error("it is not looked for before what waits for it")
			}
		})
	}
}

// TestALongMessageKeepsItsEnd, where what is wrong stands, and credentials go.
func TestALongMessageKeepsItsEnd(t *testing.T) {
	long := finding{where: "cluster hub", account: kube.Account{Text: cut("begins https://ops:hunter2@host " + string(make([]byte, 600)) + " ends")}}.named()
	if got := long.Cause; got[:20] != "cluster hub: begins " || got[len(got)-5:] != " ends" || len(got) > 400 {
		t.Errorf("got %q", got)
	}
	if got := (finding{account: kube.Account{Text: "clone https://ops:hunter2@host/a.git"}}).named().Cause; got != "clone https://(removed)@host/a.git" {
		t.Errorf("got %q", got)
	}
}
