package local

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/slipway-platform/slipway/bootstrap/kube"
)

// mountPeriod is how often a mounted ConfigMap is looked at; the kubelet takes
// up to a minute.
const mountPeriod = time.Second

// serveMount keeps a folder as a ConfigMap says, as the kubelet does for a pod.
// The files that are there before it is read stay until then.
func serveMount(s Service) (end func(), err error) {
	client, err := kube.ConnectFile(s.Kubeconfig, "")
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(s.Root, 0o700); err != nil {
		return nil, fmt.Errorf("create folder of %s: %w", s.ConfigMap, err)
	}
	where := kube.Ref{APIVersion: "v1", Kind: "ConfigMap", Namespace: s.Namespace, Name: s.ConfigMap}
	return every(context.Background(), mountPeriod, func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		object, err := client.Get(ctx, where)
		if err != nil && !errors.Is(err, kube.ErrNotFound) {
			return // the cluster is away; it is looked at again
		}
		data, _ := object["data"].(map[string]any)
		_ = writeMount(s.Root, data) // a full disk shows in what reads the files
	}), nil
}

// writeMount makes the files of a folder those of the data. A file is replaced
// as a whole: somebody may be reading it.
func writeMount(dir string, data map[string]any) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("list %s: %w", dir, err)
	}
	var errs []error
	for _, e := range entries {
		if _, ok := data[e.Name()]; !ok && e.Type().IsRegular() {
			errs = append(errs, os.Remove(filepath.Join(dir, e.Name())))
		}
	}
	for name, value := range data {
		text, ok := value.(string)
		path := filepath.Join(dir, name)
		if old, err := os.ReadFile(path); !ok || err == nil && string(old) == text { // #nosec G304 -- a ConfigMap's key is no path
			continue
		}
		errs = append(errs, WritePrivate(path, []byte(text)))
	}
	return errors.Join(errs...)
}
