// Command make makes the node image for kind clusters, starting a Docker engine
// where none answers, and prints the image's name. The engine stays.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/slipway-platform/slipway/bootstrap/local"
	"github.com/slipway-platform/slipway/e2e/kindnode"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	image, err := prepare(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, "kindnode:", err)
		os.Exit(1)
	}
	fmt.Println(image)
}

func prepare(ctx context.Context) (string, error) {
	cache, err := local.DefaultCacheDir()
	if err != nil {
		return "", err
	}
	if _, err := kindnode.Engine(ctx, filepath.Join(cache, "kindnode", "engine")); err != nil {
		return "", err
	}
	return kindnode.Image(ctx, cache, func(step string) { fmt.Fprintln(os.Stderr, step) })
}
