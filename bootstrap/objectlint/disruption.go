package objectlint

import (
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// budget is a PodDisruptionBudget.
type budget struct {
	namespace string
	selector  *metav1.LabelSelector
}

// disruptions: what runs several times in production is to stay where nodes are drained, one after the other.
func (c *checker) disruptions() {
	if c.Profile != "production" {
		return
	}
	for _, w := range c.workloads {
		covers := func(b budget) bool {
			selector, err := metav1.LabelSelectorAsSelector(b.selector)
			return err == nil && b.namespace == c.namespaceOf(w.Unstructured) && selector.Matches(labels.Set(w.pod.Labels))
		}
		if w.replicas > 1 && !slices.ContainsFunc(c.budgets, covers) {
			c.say(w.Unstructured, "runs %d times, and no PodDisruptionBudget keeps a drain from taking all", w.replicas)
		}
	}
}
