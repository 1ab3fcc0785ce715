package credential

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/slipway-platform/slipway/bootstrap/trust"
	"github.com/slipway-platform/slipway/generator/platform"
)

// AppUser is the user name that goes with an App's tokens.
const AppUser = "x-access-token"

// appToken is what GitHub gives an App for an hour.
type appToken struct {
	Token   string    `json:"token"`
	Expires time.Time `json:"expires_at"`
}

// AppToken returns a token of a credential's GitHub App, by which Slipway itself
// reads and writes a repository. Agents have the App's key and get their own.
func (r *Reader) AppToken(ctx context.Context, c platform.Credential, repository string, ca []byte) (string, error) {
	v, err := r.Read(ctx, c)
	if err != nil {
		return "", err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if t := r.apps[c.Name]; time.Until(t.Expires) > 5*time.Minute {
		return t.Token, nil
	}
	t, err := requestToken(ctx, *c.GitHubApp, v.GitHubAppKey, repository, ca)
	if err != nil {
		return "", fmt.Errorf("credential %s: %w", c.Name, err)
	}
	if r.apps == nil {
		r.apps = map[string]appToken{}
	}
	r.apps[c.Name] = t
	return t.Token, nil
}

func requestToken(ctx context.Context, app platform.GitHubApp, key, repository string, ca []byte) (t appToken, err error) {
	signed, err := signApp(app, key, time.Now())
	if err != nil {
		return t, err
	}
	api, _ := app.API(repository)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, fmt.Sprintf("%s/app/installations/%d/access_tokens", api, app.InstallationID), nil)
	if err != nil {
		return t, errors.New("the App's baseURL is no address")
	}
	req.Header.Set("Authorization", "Bearer "+signed)
	req.Header.Set("Accept", "application/vnd.github+json")
	client, err := trust.APIClient(ca)
	if err != nil {
		return t, err
	}
	defer client.CloseIdleConnections()
	res, err := client.Do(req)
	if err != nil {
		return t, err // names the address, which holds no secret
	}
	defer res.Body.Close()
	switch res.StatusCode {
	case http.StatusCreated:
	case http.StatusUnauthorized:
		return t, fmt.Errorf("%s does not take the key for that of App %d, or this machine's clock is wrong (401)", api, app.AppID)
	case http.StatusNotFound:
		return t, fmt.Errorf("%s knows no installation %d of App %d (404)", api, app.InstallationID, app.AppID)
	default:
		return t, fmt.Errorf("%s gives no token to App %d: %s", api, app.AppID, res.Status)
	}
	if err := json.NewDecoder(io.LimitReader(res.Body, 1<<20)).Decode(&t); err != nil || t.Token == "" {
		return t, fmt.Errorf("%s answered App %d with something that is no token", api, app.AppID)
	}
	return t, nil
}

// signApp says that the App asks, for as long as GitHub allows. The beginning is
// in the past, since clocks differ.
func signApp(app platform.GitHubApp, key string, now time.Time) (string, error) {
	private, err := jwt.ParseRSAPrivateKeyFromPEM([]byte(key))
	if err != nil {
		return "", errors.New("the App's private key is no RSA key as PEM; download one from the App's settings")
	}
	claims := jwt.RegisteredClaims{Issuer: strconv.Itoa(app.AppID), IssuedAt: jwt.NewNumericDate(now.Add(-time.Minute)), ExpiresAt: jwt.NewNumericDate(now.Add(9 * time.Minute))}
	signed, err := jwt.NewWithClaims(jwt.SigningMethodRS256, claims).SignedString(private)
	if err != nil {
		return "", fmt.Errorf("sign as App %d: %w", app.AppID, err)
	}
	return signed, nil
}
