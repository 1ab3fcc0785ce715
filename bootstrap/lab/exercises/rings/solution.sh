# Which ring has what, and what a step would do.
slipway -C shops rings
slipway -C shops promote canary early --dry-run

# The office first, and nothing but cert-manager.
slipway -C shops promote canary early --component cert-manager
slipway -C shops generate -q
git add shops
git commit --quiet --message 'Give the ring early cert-manager v1.30.0'

# The market stays behind by a version of its own, before its ring moves on.
sed -i.bak 's|^    - {name: market, |&components: {cert-manager: {version: v1.20.3}}, |' shops/platform.yaml
rm shops/platform.yaml.bak
slipway -C shops promote early stable --component cert-manager
slipway -C shops generate -q
slipway -C shops rings
git add shops
git commit --quiet --message 'Give the ring stable cert-manager v1.30.0, and leave the market'
git push --quiet origin main
