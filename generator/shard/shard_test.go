package shard

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
)

// forms are how people name clusters.
var forms = []string{"c-%04d", "eu-west-%d", "%dstore"}

// fleets visits fleets of 10 to 1,000 clusters in 2 to 16 shards.
func fleets(t *testing.T, visit func(t *testing.T, names []string, shards int)) {
	for i, n := range []int{10, 11, 12, 13, 20, 30, 50, 77, 100, 200, 333, 500, 1000} {
		for shards := 2; shards <= 16; shards++ {
			names := namesLike(forms[i%len(forms)], n)
			visit(t, names, shards)
			if t.Failed() {
				t.Fatalf("%d clusters such as %s in %d shards", n, names[0], shards)
			}
		}
	}
}

func namesLike(form string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf(form, i)
	}
	return out
}

// ceil is a/b, rounded up.
func ceil(a, b int) int { return (a + b - 1) / b }

func TestNoShardIsMuchFullerThanTheMean(t *testing.T) {
	fleets(t, func(t *testing.T, names []string, shards int) {
		got, count := Assign(names, nil, shards), make([]int, shards)
		for _, name := range names {
			count[got[name]]++
		}
		if most := ceil(125*len(names), 100*shards); slices.Max(count) > most {
			t.Errorf("a shard has %d clusters, more than %d", slices.Max(count), most)
		}
	})
}

// A new shard must take its share from the others, which is 1/(n+1) of all; what
// else moves is made way for, and never more than half as many again, and some.
func TestAnotherShardMovesFewClusters(t *testing.T) {
	fleets(t, func(t *testing.T, names []string, shards int) {
		few := ceil(3*len(names), 2*(shards+1)) + 5
		if n := moved(names, Assign(names, nil, shards), Assign(names, nil, shards+1)); n > few {
			t.Errorf("another shard moves %d clusters, more than %d", n, few)
		}
	})
}

func TestAnotherClusterMovesFewOthers(t *testing.T) {
	fleets(t, func(t *testing.T, names []string, shards int) {
		more := append(slices.Clone(names), "another")
		if n := moved(names, Assign(names, nil, shards), Assign(more, nil, shards)); n > shards {
			t.Errorf("another cluster moves %d others, more than there are shards", n)
		}
	})
}

func TestTheOrderOfClustersDoesNotMatter(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	fleets(t, func(t *testing.T, names []string, shards int) {
		shuffled := slices.Clone(names)
		random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if !maps.Equal(Assign(names, nil, shards), Assign(shuffled, nil, shards)) {
			t.Error("another order is another result")
		}
	})
}

func TestPinnedClustersStayAndCount(t *testing.T) {
	fleets(t, func(t *testing.T, names []string, shards int) {
		pinned := map[string]int{}
		for _, name := range names[:len(names)/2] {
			pinned[name] = shards - 1 // more than it may have
		}
		got := Assign(names, pinned, shards)
		if len(got) != len(names) {
			t.Errorf("%d of %d clusters have a shard", len(got), len(names))
		}
		count := make([]int, shards)
		for _, name := range names {
			if s, ok := pinned[name]; ok && got[name] != s {
				t.Errorf("%s is pinned to %d and got %d", name, s, got[name])
			}
			count[got[name]]++
		}
		if others := slices.Max(count[:shards-1]); others > Most(len(names), shards) {
			t.Errorf("another shard has %d clusters", others)
		}
		if full := len(pinned) >= Most(len(names), shards); full && count[shards-1] != len(pinned) {
			t.Errorf("the full shard has %d clusters besides", count[shards-1]-len(pinned))
		}
	})
}

// Clusters move when a newer Slipway shares them out in another way.
func TestSharesAreTheSameForEver(t *testing.T) {
	got := Assign([]string{"eu-1", "eu-2", "hub", "us-1", "us-2"}, map[string]int{"hub": 0}, 3)
	if want := (map[string]int{"hub": 0, "eu-1": 0, "eu-2": 1, "us-1": 2, "us-2": 2}); !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func moved(names []string, before, after map[string]int) int {
	n := 0
	for _, name := range names {
		if before[name] != after[name] {
			n++
		}
	}
	return n
}

func BenchmarkAssign(b *testing.B) {
	names := namesLike("c-%05d", 10000)
	for b.Loop() {
		Assign(names, nil, 16)
	}
}
