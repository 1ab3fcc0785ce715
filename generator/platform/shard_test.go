package platform

import (
	"slices"
	"testing"
)

func TestClusterKeys(t *testing.T) {
	agent := &Agent{ClusterSecret: SecretTemplate{Data: map[string]string{"server": "$server", "config": "{$token}", "shard": "$shard"}}}
	for _, test := range []struct {
		cluster Cluster
		want    []string
	}{
		{Cluster{}, []string{"config", "server"}},
		{Cluster{Shard: new(int)}, []string{"config", "server", "shard"}},
	} {
		if got := agent.ClusterKeys(&test.cluster); !slices.Equal(got, test.want) {
			t.Errorf("got %v, want %v", got, test.want)
		}
	}
}

func TestTheFirstShardHasNoKey(t *testing.T) {
	two := 2
	for _, test := range []struct {
		shard *int
		want  string
	}{{nil, ""}, {new(int), ""}, {&two, "shard-2"}} {
		if got := (&Cluster{Shard: test.shard}).ShardKey(); got != test.want {
			t.Errorf("got %q, want %q", got, test.want)
		}
	}
	if got := (&Platform{Shards: 3}).ShardKeys(); !slices.Equal(got, []string{"shard-1", "shard-2"}) {
		t.Errorf("got %v", got)
	}
}
