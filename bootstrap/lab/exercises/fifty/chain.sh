# A platform that no agent here follows: a hub, to which 49 shops are to come.
mkdir -p chain
cat >chain/platform.yaml <<end
apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata:
  name: chain
spec:
  agent: $(sed -n 's/^  agent: //p' platform.yaml)
  profile: small
  domain: chain.example.com
  repository:
    url: $(git remote get-url origin)
    path: chain
  components:
    sample: {}
  clusters:
    - {name: office, role: hub}
end
slipway -C chain generate -q
git add chain
git -c user.name='Slipway Lab' -c user.email=lab@slipway.dev commit --quiet --author 'Slipway Lab <lab@slipway.dev>' --message 'Begin with the chain'
git push --quiet origin main
