package platform

import "testing"

func TestAtOnce(t *testing.T) {
	for _, test := range []struct {
		maxUpdate any
		clusters  int
		want      int
	}{
		{nil, 40, 40},
		{1, 40, 1},
		{float64(50), 40, 40},
		{"10%", 40, 4},
		{"10%", 3, 1},
		{"25%", 7, 1},
		{"100%", 7, 7},
	} {
		got, err := Ring{Name: "r", MaxUpdate: test.maxUpdate}.AtOnce(test.clusters)
		if err != nil || got != test.want {
			t.Errorf("%v of %d is %d, %v; want %d", test.maxUpdate, test.clusters, got, err, test.want)
		}
	}
	for _, wrong := range []any{"x%", true} {
		if _, err := (Ring{MaxUpdate: wrong}).AtOnce(1); err == nil {
			t.Errorf("%v is taken", wrong)
		}
	}
}
