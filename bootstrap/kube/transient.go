package kube

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
)

// Transient tells whether an error from the API server may pass by itself: not reachable, restarting, overloaded.
func Transient(err error) bool {
	if err == nil || errors.Is(err, context.Canceled) {
		return false
	}
	var status apierrors.APIStatus
	if errors.As(err, &status) {
		code := status.Status().Code
		return code == http.StatusTooManyRequests || code >= http.StatusInternalServerError
	}
	for _, passing := range []error{
		syscall.ECONNREFUSED, syscall.ECONNRESET, syscall.EPIPE, io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, context.DeadlineExceeded,
	} {
		if errors.Is(err, passing) {
			return true
		}
	}
	var network net.Error
	if errors.As(err, &network) && network.Timeout() {
		return true
	}
	// These have no type to test for: two ways in which a server that ends breaks off what it answers, and Windows'
	// own number for a refused connection.
	return strings.Contains(err.Error(), "http2: server sent GOAWAY") ||
		strings.Contains(err.Error(), "stream error: stream ID") ||
		strings.Contains(err.Error(), "actively refused it")
}

// cutShort recognises the rate limiter refusing to start what the deadline would interrupt.
func cutShort(err error) bool {
	return strings.Contains(err.Error(), "would exceed context deadline")
}

const maxLine = 300

// oneLine makes foreign text fit a progress line.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) <= maxLine {
		return s
	}
	return strings.ToValidUTF8(s[:maxLine], "") + "…"
}

// IsForbidden reports whether the user may not do what failed.
func IsForbidden(err error) bool { return apierrors.IsForbidden(err) }
