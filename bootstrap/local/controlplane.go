package local

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sync/errgroup"
)

// ControlPlane is a Kubernetes cluster of processes with one simulated node:
// pods exist as objects and become ready, and nothing executes.
type ControlPlane struct {
	Name     string
	Dir      string            // holds everything, data included; other control planes need other folders
	Programs map[string]string // from Build, with at least ControlPlanePrograms
	Labs     string            // the folder of all labs, whose ports are left alone; may be empty
	Further  []netip.Addr      // addresses besides 127.0.0.1 that its first start puts into its certificate
}

// Kubeconfig is where Start writes access for an administrator. It never is the
// user's own file.
func (c ControlPlane) Kubeconfig() string { return filepath.Join(c.Dir, "kubeconfig") }

// AuditPolicy is a file that nobody has to make: with an audit policy in it,
// the API server writes AuditLog from its next start on.
func (c ControlPlane) AuditPolicy() string { return filepath.Join(c.Dir, "audit-policy.yaml") }

// AuditLog is where the API server then writes, one event a line.
func (c ControlPlane) AuditLog() string { return filepath.Join(c.Dir, "logs", "audit.log") }

// Start runs the control plane and returns when its node is ready. It keeps the
// address and the objects of an earlier run.
func (c ControlPlane) Start(ctx context.Context, s Supervisor) error {
	p, err := c.startServer(ctx, s)
	if err != nil {
		return err
	}
	if err := startAll(ctx, s, p.controllers()); err != nil {
		return fmt.Errorf("start cluster %s: %w", c.Name, err)
	}
	if err := p.ensureNode(ctx); err != nil {
		return fmt.Errorf("create the node of %s: %w", c.Name, err)
	}
	return nil
}

// StartServer runs what holds objects and serves them alone, and returns when it
// does, which is all that an agent needs. Start runs the rest.
func (c ControlPlane) StartServer(ctx context.Context, s Supervisor) error {
	_, err := c.startServer(ctx, s)
	return err
}

func (c ControlPlane) startServer(ctx context.Context, s Supervisor) (p plane, err error) {
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return p, fmt.Errorf("create folder of %s: %w", c.Name, err)
	}
	if err := unreplaced(c.data()); err != nil {
		return p, fmt.Errorf("put back what cluster %s holds: %w", c.Name, err)
	}
	if p, err = c.prepare(); err != nil {
		return p, fmt.Errorf("prepare cluster %s: %w", c.Name, err)
	}
	if pid, err := c.etcdProcess(ctx, s); err == nil {
		resume(pid) // whoever saved it may have been killed meanwhile
	}
	for _, one := range []Process{p.etcd(), p.server()} {
		if err := s.Start(ctx, one); err != nil {
			return p, fmt.Errorf("start cluster %s: %w", c.Name, err)
		}
	}
	return p, nil
}

// startAll starts processes that do not wait for each other, at once.
func startAll(ctx context.Context, s Supervisor, processes []Process) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, p := range processes {
		g.Go(func() error { return s.Start(ctx, p) })
	}
	return g.Wait()
}

// Stop ends the control plane and keeps its objects on disk.
func (c ControlPlane) Stop(ctx context.Context, s Supervisor) error {
	var names []string
	for _, program := range ControlPlanePrograms() {
		names = append(names, c.process(program))
	}
	return s.Stop(ctx, names...)
}

func (c ControlPlane) process(program string) string { return c.Name + "/" + program }

// plane is a control plane with everything its arguments need.
type plane struct {
	ControlPlane
	pki   pki
	at    map[string]string // loopback addresses by name
	token string
}

func (c ControlPlane) prepare() (plane, error) {
	p := plane{ControlPlane: c, pki: pki{filepath.Join(c.Dir, "pki"), c.Further}, at: map[string]string{}}
	for _, program := range ControlPlanePrograms() {
		if c.Programs[program] == "" {
			return p, fmt.Errorf("program %s was not built", program)
		}
	}
	ports, err := OpenPorts(filepath.Join(c.Dir, "ports.json"), c.Labs)
	if err != nil {
		return p, err
	}
	for _, name := range []string{"etcd", "etcd-peer", "etcd-metrics", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok"} {
		if p.at[name], err = ports.Address(name); err != nil {
			return p, err
		}
	}
	if err := p.pki.ensure(); err != nil {
		return p, err
	}
	if p.token, err = c.ensureToken(); err != nil {
		return p, err
	}
	return p, errors.Join(c.writeStages(), p.writeKubeconfig())
}

func (c ControlPlane) tokens() string { return filepath.Join(c.Dir, "tokens.csv") }

func (c ControlPlane) ensureToken() (string, error) {
	data, err := os.ReadFile(c.tokens())
	if err == nil {
		token, _, _ := strings.Cut(string(data), ",")
		return token, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("read token: %w", err)
	}
	token := randomToken()
	return token, WritePrivate(c.tokens(), []byte(token+",admin,admin,system:masters\n"))
}

func (p plane) writeKubeconfig() error {
	ca, err := os.ReadFile(p.pki.ca())
	if err != nil {
		return fmt.Errorf("read certificate authority: %w", err)
	}
	data, err := kubeconfig(p.Name, "https://"+p.at["kube-apiserver"], p.token, ca)
	if err != nil {
		return fmt.Errorf("write kubeconfig: %w", err)
	}
	return WritePrivate(p.Kubeconfig(), data)
}

func (c ControlPlane) stages() string { return filepath.Join(c.Dir, "kwok.yaml") }

// writeStages gathers kwok's own stages: how a node and its pods become ready.
func (c ControlPlane) writeStages() error {
	var all bytes.Buffer
	err := fs.WalkDir(os.DirFS(Kept(c.Programs["kwok"])), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(Kept(c.Programs["kwok"]), path))
		all.WriteString("---\n")
		all.Write(data)
		return err
	})
	if err != nil {
		return fmt.Errorf("read kwok's stages: %w", err)
	}
	return WritePrivate(c.stages(), all.Bytes())
}

func encoded(data []byte) string { return base64.StdEncoding.EncodeToString(data) }
