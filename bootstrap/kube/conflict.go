package kube

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// ConflictError says that an object has fields which other field managers own.
type ConflictError struct {
	Ref      Ref
	Managers []string
	Fields   []string
}

func (e *ConflictError) Error() string {
	return fmt.Sprintf("apply %s: %s set by field manager %s", e.Ref, some(e.Fields), strings.Join(e.Managers, ", "))
}

// some lists at most three, because a conflict over a whole Deployment names dozens.
func some(items []string) string {
	if len(items) <= 3 {
		return strings.Join(items, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(items[:3], ", "), len(items)-3)
}

func applyError(r Ref, err error) error {
	var status apierrors.APIStatus
	if !errors.As(err, &status) {
		return fmt.Errorf("apply %s: %w", r, err)
	}
	if conflict := conflictOf(r, status.Status()); conflict != nil {
		return conflict
	}
	if r.Kind == "Secret" && r.group() == "" {
		return redact(r, status.Status())
	}
	return fmt.Errorf("apply %s: %w", r, err)
}

func conflictOf(r Ref, status metav1.Status) *ConflictError {
	if status.Reason != metav1.StatusReasonConflict || status.Details == nil {
		return nil
	}
	out := &ConflictError{Ref: r}
	for _, cause := range status.Details.Causes {
		if cause.Type != metav1.CauseTypeFieldManagerConflict {
			continue
		}
		out.Fields = append(out.Fields, cause.Field)
		// The manager's name exists only inside the message: conflict with "kubectl-edit" using v1.
		if parts := strings.SplitN(cause.Message, `"`, 3); len(parts) == 3 && !slices.Contains(out.Managers, parts[1]) {
			out.Managers = append(out.Managers, parts[1])
		}
	}
	if len(out.Fields) == 0 {
		return nil
	}
	slices.Sort(out.Managers)
	return out
}

// redactedError keeps the server's message to itself, which for a malformed Secret quotes the value.
type redactedError struct {
	text   string
	status *apierrors.StatusError // without the message, so that callers can still tell what kind of error it is
}

func (e *redactedError) Error() string { return e.text }
func (e *redactedError) Unwrap() error { return e.status }

func redact(r Ref, status metav1.Status) error {
	what := string(status.Reason)
	if what == "" {
		what = fmt.Sprintf("status %d", status.Code)
	}
	var fields []string
	if status.Details != nil {
		for _, cause := range status.Details.Causes {
			if cause.Field != "" {
				fields = append(fields, cause.Field)
			}
		}
	}
	if len(fields) > 0 {
		what += " in " + some(fields)
	}
	if said := ownWords().FindString(status.Message); said != "" {
		what += ": " + said
	}
	return &redactedError{
		text:   fmt.Sprintf("apply %s: the server answered %s (the rest of its message may quote the secret)", r, what),
		status: &apierrors.StatusError{ErrStatus: metav1.Status{Code: status.Code, Reason: status.Reason}},
	}
}

// ownWords are parts of messages that hold names alone, whatever the object held: who refused it, and why.
func ownWords() *regexp.Regexp {
	return regexp.MustCompile(strings.Join([]string{
		`exceeded quota: [\w.-]+, requested: \S+, used: \S+, limited: \S+`,
		`unable to create new content in namespace [\w-]+ because it is being terminated`,
		`namespaces "[\w-]+" not found`,
		`User "[\w:@.-]+" cannot \w+ resource "[\w/.-]+" in API group "[\w.-]*"( in the namespace "[\w-]+")?`,
		`ValidatingAdmissionPolicy '[\w.-]+' with binding '[\w.-]+' denied request`,
		`admission webhook "[\w.-]+" denied the request`, `failed calling webhook "[\w.-]+"`,
	}, "|"))
}
