// Package shard shares clusters out among the sets of an agent's controllers,
// so that none has many more than the others and few move when there are more.
package shard

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strconv"
)

// Most returns how many of some clusters one shard may have: a quarter more
// than the mean, and at least what the mean comes to when it is rounded up.
func Most(clusters, shards int) int {
	return max((clusters+shards-1)/shards, 5*clusters/(4*shards))
}

// Assign returns the shard of each cluster, from 0. Those that are pinned keep
// theirs, whatever that shard may have; the order of names does not matter.
//
// A cluster and a shard draw each other by a hash of both names, and no cluster
// and shard would rather have each other than what they got. That is one
// result only, and what changes nothing for them leaves them where they are.
func Assign(names []string, pinned map[string]int, shards int) map[string]int {
	out := make(map[string]int, len(names))
	room := make([]int, shards)
	for i := range room {
		room[i] = Most(len(names), shards)
	}
	var free []string
	for _, name := range names {
		if s, ok := pinned[name]; ok {
			out[name] = s
			room[s]--
			continue
		}
		free = append(free, name)
	}
	taken := make([][]bid, shards) // by each shard, the strongest first
	for _, name := range free {
		next := bidsOf(name, shards)
		for len(next) > 0 {
			s := next[0].shard
			taken[s] = insert(taken[s], bid{next[0].weight, s, next[0].name, next[1:]})
			if len(taken[s]) <= max(room[s], 0) {
				break
			}
			last := len(taken[s]) - 1
			next = taken[s][last].rest
			taken[s] = taken[s][:last]
		}
	}
	for s, bids := range taken {
		for _, b := range bids {
			out[b.name] = s
		}
	}
	return out
}

// bid is a cluster's wish for a shard, and those that it has if that is full.
type bid struct {
	weight uint64
	shard  int
	name   string
	rest   []bid
}

// bidsOf are the wishes of a cluster, the strongest first.
func bidsOf(name string, shards int) []bid {
	out := make([]bid, shards)
	var sum [sha256.Size]byte
	for s := range out {
		part := s % (sha256.Size / 8) // a sum is enough for several
		if part == 0 {
			sum = sha256.Sum256([]byte(name + "/" + strconv.Itoa(s)))
		}
		out[s] = bid{weight: binary.BigEndian.Uint64(sum[8*part:]), shard: s, name: name}
	}
	slices.SortFunc(out, stronger)
	return out
}

func stronger(a, b bid) int {
	return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.name, b.name), cmp.Compare(a.shard, b.shard))
}

func insert(bids []bid, b bid) []bid {
	i, _ := slices.BinarySearchFunc(bids, b, stronger)
	return slices.Insert(bids, i, b)
}
