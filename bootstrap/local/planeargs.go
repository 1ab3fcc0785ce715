package local

import (
	"net"
	"os"
	"path/filepath"
)

// etcd comes first: the server needs it, and the controllers need the server.
func (p plane) etcd() Process {
	return p.of("etcd", &Probe{URL: "http://" + p.at["etcd-metrics"] + "/health"},
		"--name", "default",
		"--data-dir", p.data(),
		"--listen-client-urls", "https://"+p.at["etcd"], "--advertise-client-urls", "https://"+p.at["etcd"],
		"--listen-peer-urls", "https://"+p.at["etcd-peer"], "--initial-advertise-peer-urls", "https://"+p.at["etcd-peer"],
		"--initial-cluster", "default=https://"+p.at["etcd-peer"],
		"--listen-metrics-urls", "http://"+p.at["etcd-metrics"],
		"--cert-file", p.pki.cert(), "--key-file", p.pki.key(), "--trusted-ca-file", p.pki.ca(), "--client-cert-auth",
		"--peer-cert-file", p.pki.cert(), "--peer-key-file", p.pki.key(), "--peer-trusted-ca-file", p.pki.ca(), "--peer-client-cert-auth",
		"--unsafe-no-fsync", "--log-level", "warn",
	)
}

func (p plane) server() Process {
	return p.of("kube-apiserver", p.secure("kube-apiserver", "/readyz"), append(p.audit(),
		"--etcd-servers", "https://"+p.at["etcd"],
		"--etcd-cafile", p.pki.ca(), "--etcd-certfile", p.pki.cert(), "--etcd-keyfile", p.pki.key(),
		"--bind-address", "127.0.0.1", "--advertise-address", "127.0.0.1", "--secure-port", port(p.at["kube-apiserver"]),
		"--tls-cert-file", p.pki.cert(), "--tls-private-key-file", p.pki.key(),
		"--token-auth-file", p.tokens(), "--authorization-mode", "RBAC",
		"--service-account-issuer", "https://kubernetes.default.svc",
		"--service-account-key-file", p.pki.accountsPublic(), "--service-account-signing-key-file", p.pki.accounts(),
		"--service-cluster-ip-range", "10.0.0.0/24",
		"--endpoint-reconciler-type", "none", // no pod could reach a loopback address
		// Nothing executes, so nothing needs a token; and the controller that would
		// lift the taint of a new node does not run.
		"--disable-admission-plugins", "ServiceAccount,TaintNodesByCondition",
	)...)
}

// controllers need nothing of each other.
func (p plane) controllers() []Process {
	return []Process{
		p.of("kube-controller-manager", p.secure("kube-controller-manager", "/healthz"), append(p.serving("kube-controller-manager"),
			"--service-account-private-key-file", p.pki.accounts(), "--root-ca-file", p.pki.ca(),
			// kwok speaks for the node, and there is no cloud.
			"--controllers", "*,-node-ipam-controller,-node-lifecycle-controller,-cloud-node-lifecycle-controller,-service-lb-controller",
		)...),
		p.of("kube-scheduler", p.secure("kube-scheduler", "/healthz"), p.serving("kube-scheduler")...),
		p.of("kwok", &Probe{URL: "http://" + p.at["kwok"] + "/healthz"},
			"--kubeconfig", p.Kubeconfig(), "--config", p.stages(),
			"--manage-single-node", nodeName, "--server-address", p.at["kwok"],
		),
	}
}

func (p plane) of(program string, ready *Probe, args ...string) Process {
	return Process{
		Name: p.process(program), Path: p.Programs[program], Args: args, Ready: ready,
		Dir: p.Dir, Log: filepath.Join(p.Dir, "logs", program+".log"),
		Env: []string{"HOME=" + p.Dir, "TMPDIR=" + os.TempDir()},
	}
}

// audit makes the API server write down who asked for what, where somebody put
// an audit policy into the cluster's folder.
func (p plane) audit() []string {
	if !isFile(p.AuditPolicy()) {
		return nil
	}
	return []string{"--audit-policy-file", p.AuditPolicy(), "--audit-log-path", p.AuditLog()}
}

// serving are the arguments every client of the API server shares.
func (p plane) serving(program string) []string {
	return []string{
		"--kubeconfig", p.Kubeconfig(), "--leader-elect=false",
		"--bind-address", "127.0.0.1", "--secure-port", port(p.at[program]),
		"--tls-cert-file", p.pki.cert(), "--tls-private-key-file", p.pki.key(),
	}
}

func (p plane) secure(program, path string) *Probe {
	return &Probe{URL: "https://" + p.at[program] + path, CAFile: p.pki.ca()}
}

func port(address string) string {
	_, port, _ := net.SplitHostPort(address)
	return port
}
