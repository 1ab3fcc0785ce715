package dora

import (
	"math"
	"slices"
	"time"
)

// Measures are the four, each with the commits that it comes from.
type Measures struct {
	Frequency   Frequency `json:"deploymentFrequency"`
	LeadTime    Spread    `json:"leadTime"`
	FailureRate Rate      `json:"changeFailureRate"`
	Restore     Spread    `json:"timeToRestore"`
}

// Frequency is how often something was deployed.
type Frequency struct {
	Deployments int     `json:"deployments"`
	PerWeek     float64 `json:"perWeek"`
	// Commits are the deployments.
	Commits []string `json:"commits"`
}

// Spread is how times are spread, in seconds; nil where there are none.
type Spread struct {
	Of     int    `json:"of"`
	Median *int64 `json:"median"`
	// Most is what nine of ten are not above.
	Most *int64 `json:"p90"`
	// Commits are those whose times they are.
	Commits []string `json:"commits"`
	// Applied is how many of these end where agents say that they applied it, the others where it was committed.
	Applied int `json:"applied,omitempty"`
}

// Rate is a part of deployments; nil where there are none.
type Rate struct {
	Of      int      `json:"of"`
	Failed  int      `json:"failed"`
	Rate    *float64 `json:"rate"`
	Commits []string `json:"commits"`
}

// sample collects the deployments that measures are of.
type sample struct {
	deployments []*Deployment
	failed      []*Failure
}

func (s sample) measures(from, until time.Time) Measures {
	m := Measures{
		Frequency:   Frequency{Deployments: len(s.deployments), PerWeek: perWeek(len(s.deployments), from, until), Commits: []string{}},
		FailureRate: Rate{Of: len(s.deployments), Failed: len(s.failed), Commits: []string{}},
	}
	var leads, restores []int64
	repairs, applied := []string{}, 0
	for _, d := range s.deployments {
		if d.Applied != nil {
			applied++
		}
		m.Frequency.Commits = append(m.Frequency.Commits, d.Commit)
		leads = append(leads, d.LeadTime)
	}
	for _, f := range s.failed {
		m.FailureRate.Commits = append(m.FailureRate.Commits, f.Commit)
		restores, repairs = append(restores, f.Restore), append(repairs, f.Repair)
	}
	if m.FailureRate.Of > 0 {
		m.FailureRate.Rate = new(rounded(float64(m.FailureRate.Failed) / float64(m.FailureRate.Of)))
	}
	m.LeadTime = spread(leads, m.Frequency.Commits)
	m.LeadTime.Applied = applied
	m.Restore = spread(restores, repairs)
	return m
}

// perWeek counts a period that is shorter than a week as one: nobody knows what the rest of it would have been.
func perWeek(n int, from, until time.Time) float64 {
	const week = 7 * 24 * time.Hour
	return rounded(float64(n) / (float64(max(until.Sub(from), week)) / float64(week)))
}

// rounded is a number as far as anybody can say, the same on every machine.
func rounded(x float64) float64 { return math.Round(x*1000) / 1000 }

func spread(seconds []int64, commits []string) Spread {
	s := Spread{Of: len(seconds), Commits: commits}
	if len(seconds) == 0 {
		return s
	}
	slices.Sort(seconds)
	middle := len(seconds) / 2
	median := seconds[middle]
	if len(seconds)%2 == 0 {
		median = (seconds[middle-1] + median) / 2
	}
	most := seconds[(len(seconds)*9+9)/10-1] // by nearest rank
	s.Median, s.Most = &median, &most
	return s
}
