package kube

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func TestWaitReportsOnlyChangesAndOutlivesPassingErrors(t *testing.T) {
	polls := []struct {
		last string
		err  error
	}{
		{"0 of 1", nil}, {"0 of 1", nil},
		{"", fmt.Errorf("get x: %w", syscall.ECONNREFUSED)}, {"", fmt.Errorf("get x: %w", syscall.ECONNREFUSED)},
		{"1 of 1", nil},
	}
	var reported []string
	at := 0
	err := Wait(t.Context(), "x", time.Millisecond, time.Minute, func(s string) { reported = append(reported, s) },
		func(context.Context) (bool, string, error) {
			if at == len(polls) {
				return true, "", nil
			}
			at++
			return false, polls[at-1].last, polls[at-1].err
		})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"0 of 1", "get x: connection refused", "1 of 1"}
	if !slices.Equal(reported, want) {
		t.Errorf("reported %q, want %q", reported, want)
	}
}

func TestWaitNamesTheLastConditionOnTimeout(t *testing.T) {
	err := Wait(t.Context(), "Deployment a/b", time.Millisecond, 30*time.Millisecond, func(string) {},
		func(ctx context.Context) (bool, string, error) {
			if deadline, _ := ctx.Deadline(); time.Until(deadline) < 15*time.Millisecond {
				<-ctx.Done() // a request that hangs until the deadline must not hide what was seen before
				return false, "", ctx.Err()
			}
			return false, "0 of 1 replicas available", nil
		})
	var timeout *TimeoutError
	if !errors.As(err, &timeout) || timeout.Last != "0 of 1 replicas available" {
		t.Fatalf("got %#v", err)
	}
	want := "timed out after 30ms waiting for Deployment a/b: 0 of 1 replicas available"
	if err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
}

func TestWaitEndsOnCancelAndOnLastingErrors(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	err := Wait(ctx, "x", time.Hour, time.Hour, func(string) { cancel() },
		func(context.Context) (bool, string, error) { return false, "waiting", nil })
	if err != context.Canceled { //nolint:errorlint // exactly this
		t.Errorf("got %v", err)
	}
	forbidden := apierrors.NewForbidden(schemaResource("pods"), "p", errors.New("no"))
	err = Wait(t.Context(), "x", time.Hour, time.Hour, func(string) {},
		func(context.Context) (bool, string, error) { return false, "", forbidden })
	if !errors.Is(err, forbidden) {
		t.Errorf("got %v", err)
	}
}

// TestWaitPollsPolitely: what is nearly done is seen soon, and what is slow to
// look at is left alone for as long.
func TestWaitPollsPolitely(t *testing.T) {
	for name, c := range map[string]struct {
		takes time.Duration // each look
		want  []time.Duration
	}{
		"quick looks": {0, []time.Duration{0, 250 * time.Millisecond, 750 * time.Millisecond, 1750 * time.Millisecond, 2750 * time.Millisecond}},
		"slow looks":  {3 * time.Second, []time.Duration{0, 6 * time.Second, 12 * time.Second}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				var at []time.Duration
				err := Wait(t.Context(), "x", time.Second, time.Minute, func(string) {}, func(context.Context) (bool, string, error) {
					at = append(at, time.Since(start))
					time.Sleep(c.takes)
					return len(at) == len(c.want), "", nil
				})
				if err != nil || !slices.Equal(at, c.want) {
					t.Errorf("polled at %v, not at %v: %v", at, c.want, err)
				}
			})
		})
	}
}

func TestTransient(t *testing.T) {
	status := func(code int32) error {
		return fmt.Errorf("apply x: %w", &apierrors.StatusError{ErrStatus: metav1.Status{Code: code, Message: "m"}})
	}
	tests := []struct {
		err  error
		want bool
	}{
		{nil, false},
		{status(http.StatusTooManyRequests), true},
		{status(http.StatusInternalServerError), true},
		{status(http.StatusServiceUnavailable), true},
		{status(http.StatusNotFound), false},
		{status(http.StatusUnauthorized), false},
		{fmt.Errorf("dial: %w", syscall.ECONNRESET), true},
		{errors.New(`Get "https://127.0.0.1:43903/api": stream error: stream ID 241; INTERNAL_ERROR; received from peer`), true},
		{context.DeadlineExceeded, true},
		{context.Canceled, false},
		{errors.New("x509: certificate signed by unknown authority"), false},
	}
	for _, tt := range tests {
		if got := Transient(tt.err); got != tt.want {
			t.Errorf("Transient(%v) = %v", tt.err, got)
		}
	}
}

func TestOneLineShortens(t *testing.T) {
	got := oneLine("a\n\tb" + strings.Repeat("é", maxLine))
	if !strings.HasPrefix(got, "a b") || !strings.HasSuffix(got, "…") || len(got) > maxLine+3 {
		t.Errorf("got %q", got)
	}
}
