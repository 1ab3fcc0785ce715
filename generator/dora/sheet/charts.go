package sheet

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/slipway-platform/slipway/generator/dora"
)

// chart is a drawing. Its class says what something means, and the style what that looks like.
type chart struct {
	Title, Text   string // the text says it to who does not see it
	Caption       string
	Width, Height int
	Lines         []line
	Rects         []rect
	Dots          []dot
	Labels        []label
}

type line struct {
	X1, Y1, X2, Y2 float64
	Class          string
}

type rect struct {
	X, Y, W, H   float64
	Class, Title string
}

type dot struct {
	X, Y         float64
	Class, Title string
}

type label struct {
	X, Y         float64
	Text, Anchor string
}

const (
	width  = 720
	left   = 64 // of the plot
	right  = width - 16
	top    = 16
	bottom = 180
)

func charts(r *dora.Report) []chart {
	out := []chart{months(r), leads(r)}
	if len(r.Failures) > 0 {
		out = append(out, restores(r))
	}
	if len(r.Rollouts) > 0 {
		out = append(out, rollouts(r))
	}
	return out
}

// months are bars of deployments, those that failed at the bottom.
func months(r *dora.Report) chart {
	c := chart{Title: "Deployments by month", Caption: "Those that failed are orange.", Width: width, Height: bottom + 36}
	most := 1
	for _, m := range r.Months {
		most = max(most, m.Frequency.Deployments)
	}
	step := ceiling(most)
	y := func(n int) float64 { return bottom - float64(n)/float64(step*4)*(bottom-top) }
	for n := 0; n <= step*4; n += step {
		c.Lines = append(c.Lines, line{left, y(n), right, y(n), "grid"})
		c.Labels = append(c.Labels, label{left - 8, y(n) + 4, fmt.Sprint(n), "end"})
	}
	slot := float64(right-left) / float64(max(1, len(r.Months)))
	var said []string
	for i, m := range r.Months {
		x, w := left+slot*float64(i)+slot*0.2, slot*0.6
		all, failed := m.Frequency.Deployments, m.FailureRate.Failed
		title := fmt.Sprintf("%s: %d deployments, %d failed (%s)", m.Name, all, failed, dora.Percent(m.FailureRate.Rate))
		said = append(said, title)
		c.Rects = append(c.Rects, rect{x, y(all), w, y(0) - y(all), "good", title}, rect{x, y(failed), w, y(0) - y(failed), "bad", title})
		if i%(len(r.Months)/12+1) == 0 {
			c.Labels = append(c.Labels, label{x + w/2, bottom + 18, m.Name, "middle"})
		}
	}
	c.Text = strings.Join(said, "; ")
	return c
}

// ceiling is a step by which four reach a number: 1, 2, 5, 10, 20 and so on.
func ceiling(most int) int {
	for step := 1; ; step *= 10 {
		for _, n := range []int{1, 2, 5} {
			if n*step*4 >= most {
				return n * step
			}
		}
	}
}

// ticks of times, which are drawn by their logarithm.
var ticks = [...]struct {
	name    string
	seconds float64
}{{"1 min", 60}, {"1 h", 3600}, {"1 d", 86400}, {"1 w", 7 * 86400}, {"30 d", 30 * 86400}, {"180 d", 180 * 86400}}

// height of a time; what is shorter than a minute is drawn as one.
func height(seconds, most float64) float64 {
	return bottom - math.Log(max(seconds, 60)/60)/math.Log(most/60)*(bottom-top)
}

// over draws the ticks up to the first that nothing is above, and returns that.
func (c *chart) over(most int64) float64 {
	last := ticks[1].seconds
	for _, t := range ticks {
		last = max(last, t.seconds)
		if t.seconds >= float64(most) {
			break
		}
	}
	last = max(last, float64(most))
	for _, t := range ticks {
		if t.seconds <= last {
			y := height(t.seconds, last)
			c.Lines = append(c.Lines, line{left, y, right, y, "grid"})
			c.Labels = append(c.Labels, label{left - 8, y + 4, t.name, "end"})
		}
	}
	return last
}

// along is where a time of the period is drawn.
func along(r *dora.Report, at time.Time) float64 {
	whole := float64(max(r.Until.Sub(r.Since), time.Hour))
	return left + 8 + max(0, min(1, float64(at.Sub(r.Since))/whole))*(right-left-16)
}

func (c *chart) days(r *dora.Report) {
	for i := range 5 {
		at := r.Since.Add(r.Until.Sub(r.Since) * time.Duration(i) / 4)
		x := along(r, at)
		c.Lines = append(c.Lines, line{x, float64(c.Height - 36), x, float64(c.Height - 32), "grid"})
		c.Labels = append(c.Labels, label{min(x, right-32), float64(c.Height - 18), day(at), "middle"})
	}
}

// leads are the lead times of deployments.
func leads(r *dora.Report) chart {
	c := chart{Title: "Lead time of each deployment", Width: width, Height: bottom + 36,
		Caption: "A dot is a deployment, orange where it failed, and the dashed line the median. A minute and less is at the bottom.",
		Text:    fmt.Sprintf("median %s, p90 %s", dora.Took(r.Measures.LeadTime.Median), dora.Took(r.Measures.LeadTime.Most))}
	most := int64(0)
	for _, d := range r.Deployments {
		most = max(most, d.LeadTime)
	}
	scale := c.over(most)
	c.days(r)
	if m := r.Measures.LeadTime.Median; m != nil {
		y := height(float64(*m), scale)
		c.Lines = append(c.Lines, line{left, y, right, y, "median"})
	}
	for _, d := range r.Deployments {
		class := "good"
		if d.Failed {
			class = "bad"
		}
		c.Dots = append(c.Dots, dot{along(r, d.At), height(float64(d.LeadTime), scale), class,
			fmt.Sprintf("%s %.10s, %s: %s", day(d.At), d.Commit, dora.Took(&d.LeadTime), d.Subject)})
	}
	return c
}

// restores are the times until failures were mended.
func restores(r *dora.Report) chart {
	c := chart{Title: "Time to restore of each failure", Caption: "A dot is a repair, at the time when it came.", Width: width, Height: bottom + 36, Text: "median " + dora.Took(r.Measures.Restore.Median)}
	most := int64(0)
	for _, f := range r.Failures {
		most = max(most, f.Restore)
	}
	scale := c.over(most)
	c.days(r)
	for _, f := range r.Failures {
		c.Dots = append(c.Dots, dot{along(r, f.At), height(float64(f.Restore), scale), "bad",
			fmt.Sprintf("%.10s %s by %.10s after %s", f.Commit, f.How, f.Repair, dora.Took(&f.Restore))})
	}
	return c
}

// mostRollouts are how many are drawn, the newest.
const mostRollouts = 30

// rollouts are lines from when a version began to the last ring that got it.
func rollouts(r *dora.Report) chart {
	const row, names = 24, 200
	list := r.Rollouts[max(0, len(r.Rollouts)-mostRollouts):]
	c := chart{Title: "Versions through the rings", Caption: "A line begins when the change was written, and a dot is a ring that got the version: full where the rollout is complete, hollow where it is underway, orange where it was withdrawn.", Width: width, Height: top + row*len(list) + 44, Text: fmt.Sprintf("%d rollouts", len(r.Rollouts))}
	x := func(at time.Time) float64 { return names + (along(r, at)-left)*(right-names)/(right-left) }
	for i, o := range list {
		y := float64(top + row*i + row/2)
		c.Labels = append(c.Labels, label{names - 8, y + 4, cut(o.Component+" "+o.Version, 30), "end"})
		last := x(o.Steps[len(o.Steps)-1].At)
		c.Lines = append(c.Lines, line{x(o.Began), y, last, y, o.State})
		for _, s := range o.Steps {
			c.Dots = append(c.Dots, dot{x(s.At), y, o.State, fmt.Sprintf("%s %s: ring %s on %s, %s", o.Component, o.Version, s.Ring, day(s.At), o.State)})
		}
	}
	end := float64(c.Height - 30)
	c.Labels = append(c.Labels, label{names, end, day(r.Since), "start"}, label{right, end, day(r.Until), "end"})
	return c
}

func cut(text string, most int) string {
	if letters := []rune(text); len(letters) > most {
		return string(letters[:most-1]) + "…"
	}
	return text
}
