package local

import (
	"context"
	"time"
)

// Process is a program that is kept running.
type Process struct {
	Name  string   `json:"name"`
	Path  string   `json:"path"`
	Args  []string `json:"args,omitempty"`
	Env   []string `json:"env,omitempty"` // the whole environment; secrets belong here or in files, never in Args
	Dir   string   `json:"dir,omitempty"`
	Log   string   `json:"log"`
	Ready *Probe   `json:"ready,omitempty"`
}

// Service is something the keeper serves itself, on loopback.
type Service struct {
	Name     string `json:"name"`
	Kind     string `json:"kind"`    // one of those below
	Address  string `json:"address"` // host:port, chosen by the caller
	Root     string `json:"root,omitempty"`
	User     string `json:"user,omitempty"`
	Password string `json:"password,omitempty"`
	// Kubeconfig and the ConfigMap's namespace and name are a mount's.
	Kubeconfig string `json:"kubeconfig,omitempty"`
	Namespace  string `json:"namespace,omitempty"`
	ConfigMap  string `json:"configMap,omitempty"`
}

// The kinds of Service.
const (
	ServiceGit   = "git"   // every bare repository under Root at /<name>.git
	ServiceRedis = "redis" // in memory, with Password when set
	ServiceMount = "mount" // the entries of ConfigMap as files in Root
)

// Status is what is known of a process or service. It never holds its
// environment.
type Status struct {
	Name     string    `json:"name"`
	PID      int       `json:"pid,omitempty"` // 0 for a service
	Running  bool      `json:"running"`
	Ready    bool      `json:"ready"` // it has answered its probe since it was started
	Restarts int       `json:"restarts"`
	LastExit string    `json:"lastExit,omitempty"`
	Since    time.Time `json:"since"`
}

// Supervisor runs processes and services. Keeper does so inside this process,
// Client in a detached one.
type Supervisor interface {
	// Start runs a process and waits until it is ready. Starting what already
	// runs with the same definition only waits; another definition replaces it, and
	// what ended is started at once.
	Start(ctx context.Context, p Process) error
	// StartService does the same for a service.
	StartService(ctx context.Context, s Service) error
	// Stop ends what is named, latest started first; no names means everything.
	Stop(ctx context.Context, names ...string) error
	Status(ctx context.Context) ([]Status, error)
}
