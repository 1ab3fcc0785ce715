// Command make makes the node image for kind clusters in the engine that -engine
// names, starting Docker where none answers, and prints the image's name. The
// engine stays.
package main

import (
	"context"
	"flag"
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
	engine := flag.String("engine", "docker", "docker, podman or nerdctl")
	flag.Parse()
	image, err := prepare(ctx, *engine)
	if err != nil {
		fmt.Fprintln(os.Stderr, "kindnode:", err)
		os.Exit(1)
	}
	fmt.Println(image)
}

func prepare(ctx context.Context, name string) (string, error) {
	cache, err := local.DefaultCacheDir()
	if err != nil {
		return "", err
	}
	engine, err := kindnode.Start(ctx, name, filepath.Join(cache, "kindnode", "engine"))
	if err != nil {
		return "", err
	}
	for variable, value := range engine.Env {
		fmt.Fprintf(os.Stderr, "use it with %s=%s\n", variable, value)
	}
	return engine.Image(ctx, cache, func(step string) { fmt.Fprintln(os.Stderr, step) })
}
