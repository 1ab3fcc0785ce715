# A platform that no agent here follows: a laboratory, an office and three shops in rings.
mkdir shops
cat >shops/platform.yaml <<end
apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata:
  name: shops
spec:
  agent: $(sed -n 's/^  agent: //p' platform.yaml)
  profile: small
  domain: shops.example.com
  repository:
    url: $(git remote get-url origin)
    path: shops
  components:
    cert-manager: {}
    traefik: {}
  rings:
    - name: canary
      match: {ring: canary}
      versions:
        cert-manager: v1.30.0
        traefik: 50.0.0
    - name: early
      match: {ring: early}
    - name: stable
      versions:
        cert-manager: v1.20.3
  clusters:
    - {name: office, role: hub, labels: {ring: early}}
    - {name: laboratory, labels: {ring: canary}, server: "https://laboratory.shops.example.com:6443"}
    - {name: harbour, server: "https://harbour.shops.example.com:6443"}
    - {name: market, server: "https://market.shops.example.com:6443"}
    - {name: station, server: "https://station.shops.example.com:6443"}
end
slipway -C shops generate -q
git add shops
git -c user.name='Slipway Lab' -c user.email=lab@slipway.dev commit --quiet --author 'Slipway Lab <lab@slipway.dev>' --message 'Begin with the shops'
git push --quiet origin main
