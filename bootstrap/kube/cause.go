package kube

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/slipway-platform/slipway/bootstrap/cause"
)

// Reader is what finding a cause needs of a Client.
type Reader interface {
	Get(ctx context.Context, r Ref) (map[string]any, error)
	List(ctx context.Context, r Ref, opts ListOptions) ([]map[string]any, error)
	Log(ctx context.Context, namespace, pod string, opts LogOptions) (string, error)
}

// Account is why an object is not ready; the zero value when it is.
type Account struct {
	Text  string       // one sentence
	Facts []cause.Fact // what was said of it and of what is below it, the deepest last
}

// Cause says why the object is not ready, looking down from a workload to its pods, their containers and the events about
// them.
func Cause(ctx context.Context, from Reader, r Ref) (Account, error) {
	obj, err := from.Get(ctx, r)
	if errors.Is(err, ErrNotFound) || errors.Is(err, ErrNoKind) {
		return Account{r.String() + ": does not exist", []cause.Fact{factOf(r, "NotFound", "does not exist")}}, nil
	}
	if err != nil {
		return Account{}, err
	}
	ready, reason := Ready(obj)
	if ready {
		return Account{}, nil
	}
	deeper, err := below(ctx, from, obj)
	if err != nil {
		return Account{}, err
	}
	told := deeper.under(reason, Facts(obj)...)
	if r.Kind == "Job" { // one that failed is not tried again, whatever its pods died of
		told.Facts = append(deeper.Facts, Facts(obj)...)
	}
	return told, nil
}

// under puts what is known of an object in front of what is known of those below it.
func (a Account) under(text string, facts ...cause.Fact) Account {
	if a.Text != "" {
		text += ": " + a.Text
	}
	return Account{text, append(facts, a.Facts...)}
}

// below is what the objects under obj say, or the events about it when they say nothing.
func below(ctx context.Context, from Reader, obj map[string]any) (Account, error) {
	if c := condition(obj, "ReplicaFailure"); text(c, "status") == "True" { // quota, admission, no service account
		return Account{why(c), Facts(obj)}, nil
	}
	var found Account
	var err error
	switch kind := text(obj, "kind"); kind {
	case "Pod":
		return belowPod(ctx, from, obj)
	case "Deployment":
		found, err = belowDeployment(ctx, from, obj)
	case "ReplicaSet", "StatefulSet", "DaemonSet", "Job":
		found, err = belowPods(ctx, from, obj)
	default:
		if len(list(obj, "status", "conditions")) > 0 {
			return Account{}, nil // its conditions were the reason already
		}
	}
	if err != nil || found.Text != "" {
		return found, err
	}
	return lastWarning(ctx, from, obj)
}

func belowDeployment(ctx context.Context, from Reader, obj map[string]any) (Account, error) {
	sets, err := owned(ctx, from, obj, Ref{APIVersion: "apps/v1", Kind: "ReplicaSet"})
	if err != nil || len(sets) == 0 {
		return Account{}, err
	}
	newest := slices.MaxFunc(sets, func(a, b map[string]any) int { return cmp.Compare(revision(a), revision(b)) })
	return below(ctx, from, newest)
}

func revision(obj map[string]any) int {
	n, _ := strconv.Atoi(text(obj, "metadata", "annotations", "deployment.kubernetes.io/revision"))
	return n
}

// belowPods takes the first pod that has something to say about itself, else the first that events speak of.
func belowPods(ctx context.Context, from Reader, obj map[string]any) (Account, error) {
	pods, err := owned(ctx, from, obj, Ref{APIVersion: "v1", Kind: "Pod"})
	if err != nil {
		return Account{}, err
	}
	var unready []map[string]any
	for _, p := range pods {
		if ok, _ := Ready(p); !ok {
			unready = append(unready, p)
		}
	}
	slices.SortStableFunc(unready, func(a, b map[string]any) int {
		return cmp.Or(silent(a)-silent(b), strings.Compare(text(a, "metadata", "name"), text(b, "metadata", "name")))
	})
	for _, p := range unready {
		found, err := belowPod(ctx, from, p)
		if err != nil || found.Text != "" {
			found.Text = "Pod " + text(p, "metadata", "name") + ": " + found.Text
			return found, err
		}
	}
	return Account{}, nil
}

func silent(p map[string]any) int {
	if podReason(p) == "" {
		return 1
	}
	return 0
}

// owned lists the objects of a kind that obj controls.
func owned(ctx context.Context, from Reader, obj map[string]any, kind Ref) ([]map[string]any, error) {
	kind.Namespace = text(obj, "metadata", "namespace")
	all, err := from.List(ctx, kind, ListOptions{Labels: selector(obj)})
	if err != nil {
		return nil, err
	}
	uid := text(obj, "metadata", "uid")
	return slices.DeleteFunc(all, func(o map[string]any) bool {
		return !slices.ContainsFunc(list(o, "metadata", "ownerReferences"), func(ref map[string]any) bool {
			return text(ref, "uid") == uid
		})
	}), nil
}

// selector spares reading a whole namespace; matchExpressions are left to the owner references.
func selector(obj map[string]any) string {
	labels, _ := field(obj, "spec", "selector", "matchLabels").(map[string]any)
	var out []string
	for key, value := range labels {
		if s, ok := value.(string); ok {
			out = append(out, key+"="+s)
		}
	}
	slices.Sort(out)
	return strings.Join(out, ",")
}
