package local

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"time"
)

const nodeName = "simulated-0"

// ensureNode creates the one node that kwok answers for, where it is not there
// yet, and waits until it is ready. Two plain requests do not warrant a
// Kubernetes client.
func (p plane) ensureNode(ctx context.Context) error {
	client, err := loopbackClient(p.pki.ca())
	if err != nil {
		return err
	}
	defer client.CloseIdleConnections()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	ticker := time.NewTicker(probePeriod)
	defer ticker.Stop()
	last := errors.New("it took the connection and said nothing")
	for {
		status, body, err := p.request(ctx, client, http.MethodGet, "/api/v1/nodes/"+nodeName, nil)
		if err == nil && status == http.StatusNotFound {
			status, body, err = p.request(ctx, client, http.MethodPost, "/api/v1/nodes", simulatedNode())
		}
		switch {
		case ctx.Err() != nil:
		case errors.As(err, &x509.CertificateInvalidError{}):
			return fmt.Errorf("%w; look at this machine's clock, then at the certificate", err)
		case err != nil: // it may be starting again
			last = err
		case status >= http.StatusBadRequest && status != http.StatusConflict:
			return fmt.Errorf("the API server answered %d: %s", status, body)
		case nodeReady(body):
			return nil
		default:
			last = errors.New("its node is not ready")
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait until %s is ready: %w (%w)", nodeName, ctx.Err(), last)
		case <-ticker.C:
		}
	}
}

func (p plane) request(ctx context.Context, client *http.Client, method, path string, object any) (int, []byte, error) {
	data, err := json.Marshal(object)
	if err != nil {
		return 0, nil, fmt.Errorf("encode object: %w", err)
	}
	req, err := http.NewRequestWithContext(ctx, method, "https://"+p.at["kube-apiserver"]+path, bytes.NewReader(data))
	if err != nil {
		return 0, nil, fmt.Errorf("make request: %w", err)
	}
	req.Header.Set("Authorization", "Bearer "+p.token)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "lab-of-slipway") // in audit logs, what the lab does is told from what bootstrap does
	resp, err := client.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return resp.StatusCode, body, err
}

func simulatedNode() any {
	return map[string]any{
		"apiVersion": "v1", "kind": "Node",
		"metadata": map[string]any{
			"name": nodeName,
			"labels": map[string]string{
				"kubernetes.io/hostname": nodeName, "kubernetes.io/os": "linux", "kubernetes.io/arch": runtime.GOARCH, "type": "simulated",
			},
			"annotations": map[string]string{"kwok.x-k8s.io/node": "fake"},
		},
	}
}

func nodeReady(body []byte) bool {
	var node struct {
		Status struct {
			Conditions []struct{ Type, Status string }
		}
	}
	if json.Unmarshal(body, &node) != nil {
		return false
	}
	for _, condition := range node.Status.Conditions {
		if condition.Type == "Ready" {
			return condition.Status == "True"
		}
	}
	return false
}
