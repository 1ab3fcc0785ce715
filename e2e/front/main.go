//go:build linux

// Command front stands in the place of kube-apiserver and runs the real one,
// kube-apiserver.real beside it, behind itself. It makes the trouble that the
// file trouble in its home folder names.
package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/slipway-platform/slipway/e2e/trouble"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "front:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	listener, err := net.Listen("tcp", "127.0.0.1:"+after(args, "--secure-port"))
	if err != nil {
		return err
	}
	behind, err := free()
	if err != nil {
		return err
	}
	cert, err := tls.LoadX509KeyPair(after(args, "--tls-cert-file"), after(args, "--tls-private-key-file"))
	if err != nil {
		return err
	}
	tomorrows, err := tomorrow()
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler:           trouble.Handler(proxy(behind), current),
		ReadHeaderTimeout: time.Minute,
		TLSNextProto:      map[string]func(*http.Server, *tls.Conn, http.Handler){}, // so that a cut ends the connection
		TLSConfig: &tls.Config{GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			if strings.HasPrefix(current(), trouble.Skew) {
				return &tomorrows, nil
			}
			return &cert, nil
		}},
	}
	go func() { _ = server.ServeTLS(listener, "", "") }()
	return real(args, behind)
}

// real runs the API server, which ends with this process.
func real(args []string, port string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	args = slices.Clone(args)
	args[slices.Index(args, "--secure-port")+1] = port
	cmd := exec.Command(filepath.Join(filepath.Dir(self), "kube-apiserver.real"), args...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	runtime.LockOSThread() // the kernel looks at the thread that started it
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	return cmd.Run()
}

func proxy(port string) http.Handler {
	p := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "https", Host: "127.0.0.1:" + port})
	p.FlushInterval = -1 // watches
	p.Transport = &http.Transport{
		TLSClientConfig:   &tls.Config{InsecureSkipVerify: true}, // #nosec G402 -- on loopback, to the process that this one started
		ForceAttemptHTTP2: true,
	}
	p.ErrorHandler = func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) }
	return p
}

// current is the trouble that is wanted.
func current() string {
	text, _ := os.ReadFile(filepath.Join(os.Getenv("HOME"), "trouble"))
	return strings.TrimSpace(string(text))
}

// tomorrow is a certificate that is not valid yet.
func tomorrow() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(24 * time.Hour), NotAfter: time.Now().Add(48 * time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}

func free() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}

func after(args []string, flag string) string { return args[slices.Index(args, flag)+1] }
