package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/generator/platform"
)

// enrolling is a hub that knows no cluster yet, and what people were asked.
func enrolling(t *testing.T, f *spokeFleet, answer bool, names ...string) (s *session, asked *[]string) {
	t.Helper()
	s, _ = spokeSession(t, f, names...)
	s.kube = clientOf(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.URL.Path = "/hub" + r.URL.Path
		(&spokeFleet{}).ServeHTTP(w, r)
	}))
	s.Timeout = time.Minute
	s.Agent.ClusterSecret = platform.SecretTemplate{Name: "cluster-$name", Data: map[string]string{"token": "$token"}}
	asked = new([]string)
	s.Confirm = func(question string) (bool, error) {
		*asked = append(*asked, question)
		return answer, nil
	}
	return s, asked
}

// TestAFleetIsEnrolledTogether: some clusters at a time, and what comes of it is in the platform's order.
func TestAFleetIsEnrolledTogether(t *testing.T) {
	f := &spokeFleet{slow: 2 * time.Millisecond, accounts: map[string]string{}}
	var names []string
	for i := range 60 {
		names = append(names, fmt.Sprintf("c%02d", i))
		f.accounts[names[i]] = "platform acme of https://git.example.com/acme.git (folder gitops)"
	}
	s, asked := enrolling(t, f, false, names...)
	s.provider = &existing{}
	for _, c := range s.Platform.Clusters[1:] {
		c.Server = "https://" + c.Name + ".example.com"
	}
	enrolments, err := s.enrol(t.Context(), quietStep{})
	if err != nil || len(enrolments) != len(names) {
		t.Fatal(len(enrolments), err)
	}
	for i, e := range enrolments {
		if reg := e.registration; reg == nil || reg.server != "https://"+names[i]+".example.com" || reg.token != "of "+names[i] {
			t.Errorf("%s is registered as %+v", names[i], reg)
		}
	}
	if len(*asked) > 0 {
		t.Errorf("people are asked about clusters that they agreed to before: %s", *asked)
	}
	if f.widest < 2 || f.widest > spokesAtOnce {
		t.Errorf("%d at a time", f.widest)
	}
}

// TestEnrollingAsks about each cluster that has no account yet, in the platform's order, and one no is enough.
func TestEnrollingAsks(t *testing.T) {
	f := &spokeFleet{accounts: map[string]string{"b": "platform acme of https://git.example.com/acme.git (folder gitops)"}}
	s, asked := enrolling(t, f, false, "c", "b", "a")
	s.provider = &existing{}
	_, err := s.enrol(t.Context(), quietStep{})
	if err == nil || !strings.Contains(err.Error(), "cluster c was not confirmed; give it credentials") {
		t.Errorf("got %v", err)
	}
	if len(*asked) != 1 || !strings.Contains((*asked)[0], "an account on cluster c, as cluster-admin, through the kubeconfig context c?") {
		t.Errorf("people are asked %q", *asked)
	}
}

// TestEnrollingRefuses a cluster that another platform drives, before anybody is asked.
func TestEnrollingRefuses(t *testing.T) {
	s, asked := enrolling(t, &spokeFleet{accounts: map[string]string{"b": "platform blue"}}, true, "a", "b")
	_, err := s.enrol(t.Context(), quietStep{})
	if err == nil || !strings.Contains(err.Error(), "register cluster b: platform blue drives it already") || len(*asked) > 0 {
		t.Errorf("got %v; asked %q", err, *asked)
	}
}

// TestWhatIsWrittenOnAFleet is counted over all clusters, and one that cannot be reached is named and holds up no other.
func TestWhatIsWrittenOnAFleet(t *testing.T) {
	s, said := spokeSession(t, &spokeFleet{}, "a", "b", "c", "d")
	clusters := s.Platform.Clusters[1:]
	clusters[0].Context, clusters[2].Context = "nowhere", "elsewhere"
	all, err := s.onDriven(t.Context(), clusters, "its secrets", func(ctx context.Context, c *platform.Cluster, client *kube.Client) (written, error) {
		if _, err := client.Exists(ctx, kube.Ref{APIVersion: "v1", Kind: "Secret", Namespace: "x", Name: c.Name}); err != nil {
			return written{}, err
		}
		return written{needed: 3, changed: 1}, nil
	})
	if err != nil || all != (written{needed: 6, changed: 2}) {
		t.Errorf("%+v, %v", all, err)
	}
	if len(*said) != 2 || !strings.HasPrefix((*said)[0], "cluster a cannot be reached from here; make its secrets there: ") || !strings.HasPrefix((*said)[1], "cluster c cannot") {
		t.Errorf("it said %q", *said)
	}
}

// TestWhatAllWouldMeetIsToldOnce: where one fails, no more are begun, and those under way end.
func TestWhatAllWouldMeetIsToldOnce(t *testing.T) {
	var begun atomic.Int64
	err := untilOneFails(t.Context(), make([]int, 1000), func(ctx context.Context, _ int) error {
		if begun.Add(1) == 3 {
			return errors.New("the network is gone")
		}
		<-ctx.Done()
		return ctx.Err()
	})
	if err == nil || err.Error() != "the network is gone" || begun.Load() > spokesAtOnce {
		t.Errorf("%d are begun: %v", begun.Load(), err)
	}
}

// TestAWriteThatFailsNamesItsCluster.
func TestAWriteThatFailsNamesItsCluster(t *testing.T) {
	s, _ := spokeSession(t, &spokeFleet{}, "a", "b")
	_, err := s.onDriven(t.Context(), s.Platform.Clusters[1:], "its secrets", func(_ context.Context, c *platform.Cluster, _ *kube.Client) (written, error) {
		if c.Name == "b" {
			return written{}, errors.New("no room")
		}
		return written{}, nil
	})
	if err == nil || err.Error() != "cluster b: no room" {
		t.Errorf("got %v", err)
	}
}
