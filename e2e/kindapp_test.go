//go:build e2e

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/tarball"

	"github.com/slipway-platform/slipway/bootstrap/kube"
	"github.com/slipway-platform/slipway/e2e/kindnode"
)

// kindApp is a workload whose image comes from the mirror of docker.io, and a
// port of every node that leads to it.
const kindApp = `package component

name:     "app"
title:    "App"
summary:  "A pod that answers over HTTP, or fails as it is told."
category: "workload"
source: files: version: "1.0.0"
namespace: "app"
#Config: {
	// The image's tag.
	version: string
	// What the program does.
	does: *"serve" | "crash" | "eat"
	// The processors that it asks for.
	cpu: *"10m" | string
	// The Service's type.
	service: *"NodePort" | "LoadBalancer"
}
objects: deployment: {
	apiVersion: "apps/v1"
	kind:       "Deployment"
	metadata: {name: "app", namespace: "app"}
	spec: {
		selector: matchLabels: app: "app"
		template: {
			metadata: labels: app: "app"
			spec: {
				terminationGracePeriodSeconds: 1
				securityContext: {runAsNonRoot: true, seccompProfile: type: "RuntimeDefault"}
				containers: [{
					name:  "app"
					image: "docker.io/library/app:" + config.version
					args: [config.does]
					terminationMessagePolicy: "FallbackToLogsOnError"
					readinessProbe: {httpGet: {path: "/", port: 8080}, periodSeconds: 2}
					resources: {requests: cpu: config.cpu, limits: memory: "32Mi"}
					securityContext: {allowPrivilegeEscalation: false, capabilities: drop: ["ALL"]}
				}]
			}
		}
	}
}
objects: service: {
	apiVersion: "v1"
	kind:       "Service"
	metadata: {name: "app", namespace: "app"}
	spec: {type: config.service, selector: app: "app", ports: [{port: 80, targetPort: 8080, nodePort: 30080}]}
}
`

var kindAppDeployment = kube.Ref{APIVersion: "apps/v1", Kind: "Deployment", Namespace: "app", Name: "app"}

// appImage is the image of kindApp.
func (h *kindHost) appImage(t *testing.T) v1.Image {
	t.Helper()
	app := filepath.Join(t.TempDir(), "app")
	cmd := exec.CommandContext(t.Context(), "go", "build", "-o", app, "./kindnode/app")
	cmd.Env = append(cmd.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build the app: %v\n%s", err, out)
	}
	img, err := kindnode.Program(app, kindnode.Nobody, h.authority(t))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// archive saves the app as an image that no registry has.
func (h *kindHost) archive(t *testing.T, image string) string {
	t.Helper()
	tag, err := name.NewTag(image)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "app.tar")
	if err := tarball.WriteToFile(file, tag, h.appImage(t)); err != nil {
		t.Fatal(err)
	}
	return file
}

// authority is the certificate that the images of pods trust.
func (h *kindHost) authority(t *testing.T) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(h.certificates, "ca.crt"))
	if err != nil {
		t.Fatal(err)
	}
	return data
}
