package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"log"
	"net"
	"net/http/httptest"
	"os"
	"path"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/google/go-containerregistry/pkg/v1/types"
	"github.com/rogpeppe/go-internal/testscript"
)

// chartServers are a script's registries, by the variable that holds their address.
type chartServers map[string]*httptest.Server

type chartServersKey struct{}

// serveCharts serves each folder in a folder as the chart of that name, version
// 1.0.0. The address goes into a variable; where that has one, it is kept.
func serveCharts(ts *testscript.TestScript, _ bool, args []string) {
	variable, folder := args[0], os.DirFS(ts.MkAbs(args[1]))
	server := httptest.NewUnstartedServer(registry.New(registry.Logger(log.New(io.Discard, "", 0))))
	if address := ts.Getenv(variable); address != "" {
		ts.Check(server.Listener.Close())
		listener, err := net.Listen("tcp", address)
		ts.Check(err)
		server.Listener = listener
	}
	server.Start()
	ts.Defer(server.Close)
	address := server.Listener.Addr().String()
	ts.Value(chartServersKey{}).(chartServers)[variable] = server
	ts.Setenv(variable, address)
	charts, err := fs.ReadDir(folder, ".")
	ts.Check(err)
	for _, c := range charts {
		ts.Check(pushChart(address, folder, c.Name()))
	}
}

// pushChart packs a folder of a folder and gives it to a registry, as charts/NAME
// in version 1.0.0.
func pushChart(address string, folder fs.FS, chart string) error {
	ref, err := name.NewTag(address+"/charts/"+chart+":1.0.0", name.Insecure)
	if err != nil {
		return err
	}
	data, err := packChart(folder, chart)
	if err != nil {
		return err
	}
	image, err := mutate.Append(mutate.MediaType(empty.Image, types.OCIManifestSchema1),
		mutate.Addendum{Layer: static.NewLayer(data, "application/vnd.cncf.helm.chart.content.v1.tar+gzip")})
	if err != nil {
		return err
	}
	return remote.Write(ref, mutate.ConfigMediaType(image, "application/vnd.cncf.helm.config.v1+json"))
}

// stopCharts ends the registry whose address the variable holds.
func stopCharts(ts *testscript.TestScript, _ bool, args []string) {
	ts.Value(chartServersKey{}).(chartServers)[args[0]].Close()
}

func packChart(files fs.FS, chart string) ([]byte, error) {
	var out bytes.Buffer
	zip := gzip.NewWriter(&out)
	w := tar.NewWriter(zip)
	err := fs.WalkDir(files, chart, func(file string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := fs.ReadFile(files, file)
		if err != nil {
			return err
		}
		if err := w.WriteHeader(&tar.Header{Name: path.Clean(file), Mode: 0o644, Size: int64(len(data))}); err != nil {
			return err
		}
		_, err = w.Write(data)
		return err
	})
	err = errors.Join(err, w.Close(), zip.Close())
	return out.Bytes(), err
}
