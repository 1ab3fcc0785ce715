package main

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/slipway-platform/slipway/bootstrap"
	"github.com/slipway-platform/slipway/bootstrap/cause"
)

// fleet is a report of clusters with units, of which the first bad ones of the
// first broken clusters are not in order. Verdicts come from JSON alone, as a
// program reads them; the words tell which are in order.
func fleet(clusters, broken, units, bad int) *bootstrap.Report {
	r := &bootstrap.Report{Commit: "0123456789abcdef", Kept: broken == 0}
	if !r.Kept {
		r.Finding = cause.Finding{
			Name:  "quota-exceeded",
			Cause: "cluster c000, unit u00: the quota full is used up: " + strings.Repeat("Deployment web/web: 0 of 1 replicas available ", 3),
			Mend:  "raise the ResourceQuota full in namespace web, or ask for less in the component's config or its overrides",
		}
	}
	for i := range clusters {
		c := bootstrap.ClusterReport{Name: fmt.Sprintf("c%03d", i)}
		for j := range units {
			u := bootstrap.UnitReport{Name: fmt.Sprintf("u%02d", j), Verdict: bootstrap.InOrder("Ready")}
			if i < broken && j < bad {
				u.Verdict = bootstrap.Verdict{Sync: "NotReady"}
				u.Finding = cause.Finding{Cause: fmt.Sprintf("cluster %s, unit %s: the quota full is used up: %s", c.Name, u.Name, strings.Repeat("x", 90))}
			}
			c.Units = append(c.Units, u)
		}
		r.Clusters = append(r.Clusters, c)
	}
	return r
}

func TestTree(t *testing.T) {
	got := strings.Join(drawTree(fleet(12, 2, 9, 1), 60, 24), "\n")
	want := `├─ ✗ c000: 8 of 9 units in order
│  └─ ✗ u00: NotReady
│     └─ the quota full is used up: xxxxxxxxxxxxxxxxxxxxxxx…
├─ ✗ c001: 8 of 9 units in order
│  └─ ✗ u00: NotReady
│     └─ the quota full is used up: xxxxxxxxxxxxxxxxxxxxxxx…
└─ ✓ 10 clusters in order
✗ the contract is not kept at 01234567
cause: cluster c000, unit u00: the quota full is used up:
       Deployment web/web: 0 of 1 replicas available
       Deployment web/web: 0 of 1 replicas available
       Deployment web/web: 0 of 1 replicas available
mend: raise the ResourceQuota full in namespace web, or ask
      for less in the component's config or its overrides`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(- want, + got)\n%s", diff)
	}
	if got := strings.Join(drawTree(fleet(3, 0, 9, 0), 80, 24), "\n"); got != "└─ ✓ 3 clusters in order\n✓ the contract is kept at 01234567" {
		t.Errorf("a kept contract is\n%s", got)
	}
}

// TestATreeShowsTeamsTrouble, which does not break the platform's contract.
func TestATreeShowsTeamsTrouble(t *testing.T) {
	r := fleet(3, 0, 9, 0)
	r.Clusters[1].Tenants = []bootstrap.TenantReport{
		{Name: "shop", Verdict: bootstrap.Verdict{Sync: "NotReady"}, Finding: cause.Finding{Cause: "cluster c001, tenant shop: GitRepository flux-system/shop.tenant: not found"}},
		{Name: "mail", Verdict: bootstrap.InOrder("Ready")},
	}
	want := `├─ ✓ c001: 9 of 9 units in order
│  └─ ✗ tenant shop, the team's to mend: NotReady
│     └─ GitRepository flux-system/shop.tenant: not found
└─ ✓ 2 clusters in order
✓ the contract is kept at 01234567`
	if diff := cmp.Diff(want, strings.Join(drawTree(r, 80, 24), "\n")); diff != "" {
		t.Errorf("(- want, + got)\n%s", diff)
	}
}

// TestATreeFitsItsTerminal: however much fails, what is drawn fits, and the one
// cause is at its end.
func TestATreeFitsItsTerminal(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {132, 50}, {60, 20}} {
		for _, r := range []*bootstrap.Report{fleet(1, 1, 9, 1), fleet(1, 1, 60, 60), fleet(1000, 1000, 20, 20), fleet(1000, 3, 20, 5)} {
			lines := drawTree(r, size[0], size[1])
			if len(lines) >= size[1] {
				t.Errorf("%d lines do not fit %v", len(lines), size)
			}
			for _, line := range lines {
				if utf8.RuneCountInString(line) > size[0] {
					t.Errorf("%q is wider than %d", line, size[0])
				}
			}
			if text := strings.Join(lines, "\n"); !strings.Contains(text, "cause: ") || !strings.Contains(text, "mend: ") || !strings.Contains(text, "c000") {
				t.Errorf("the cause is not in\n%s", text)
			}
		}
	}
}

func TestWrap(t *testing.T) {
	for _, tt := range []struct{ line, want string }{
		{"short", "short"},
		{"", ""},
		{"  kept  as it is", "  kept  as it is"},
		{"mend: one two three four", "mend: one two|      three four"},
		{"cause: abcdefghijklmnopqrst", "cause:|       abcdefghi|       jklmnopqr|       st"},
		{"plain words that go on", "plain words that|go on"},
	} {
		if got := strings.Join(wrap(tt.line, 16), "|"); got != tt.want {
			t.Errorf("%q is %q, not %q", tt.line, got, tt.want)
		}
	}
}
