package svg

const (
	apart  = 14 // units from each other
	passed = 8  // lines from what they pass
)

// place gives each node a height at which its lines are as level as those beside
// it allow.
func (l *layers) place() {
	for _, layer := range l.nodes {
		for i, n := range layer {
			if n.y = 0; i > 0 {
				n.y = layer[i-1].y + spacing(layer[i-1], n)
			}
		}
	}
	for i := range sweeps {
		l.sweep(i%2 == 0, func(layer []*node, neighbours func(*node) []*node) {
			settle(layer, func(n *node) int {
				near := neighbours(n)
				if len(near) == 0 {
					return n.y
				}
				sum := 0
				for _, m := range near {
					sum += m.middle()
				}
				return sum/len(near) - n.h/2
			})
		})
	}
	top := 0
	l.each(func(n *node) { top = min(top, n.y) })
	l.each(func(n *node) { n.y -= top })
}

func (l *layers) each(visit func(*node)) {
	for _, layer := range l.nodes {
		for _, n := range layer {
			visit(n)
		}
	}
}

// spacing is from the top of a node to that of the next.
func spacing(n, next *node) int {
	if n.unit == nil || next.unit == nil {
		return n.h + passed
	}
	return n.h + apart
}

// run is nodes that stand as close as they may, and where the first would.
type run struct{ sum, n int }

func (r run) mean() int { return r.sum / r.n }

// settle moves a layer to where its nodes want to be, in their order and without
// overlap: what collides becomes one run, which stands at the mean of its wishes.
func settle(layer []*node, wish func(*node) int) {
	var runs []run
	offset := make([]int, len(layer)) // of a node, were all of them one run
	for i, n := range layer {
		if i > 0 {
			offset[i] = offset[i-1] + spacing(layer[i-1], n)
		}
		r := run{wish(n) - offset[i], 1}
		for len(runs) > 0 && runs[len(runs)-1].mean() > r.mean() {
			last := runs[len(runs)-1]
			r, runs = run{r.sum + last.sum, r.n + last.n}, runs[:len(runs)-1]
		}
		runs = append(runs, r)
	}
	i := 0
	for _, r := range runs {
		for range r.n {
			layer[i].y = r.mean() + offset[i]
			i++
		}
	}
}
