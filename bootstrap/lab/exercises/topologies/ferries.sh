# A platform that no agent here follows: a hub in the office, and two ferries.
mkdir ferries
cat >ferries/platform.yaml <<end
apiVersion: slipway.dev/v1alpha1
kind: Platform
metadata:
  name: ferries
spec:
  agent: $(sed -n 's/^  agent: //p' platform.yaml)
  # Who runs the agent.
  topology: hub
  profile: lab
  domain: ferries.example.com
  repository:
    url: $(git remote get-url origin)
    path: ferries
  components:
    namespaces: {}
    sample: {}
  clusters:
    - name: office
      role: hub
      server: https://office.ferries.example.com:6443
    - name: ferry-1
      server: https://ferry-1.ferries.example.com:6443
      credentials: {secretRef: {name: ferry-1}}
    - name: ferry-2
      server: https://ferry-2.ferries.example.com:6443
      credentials: {secretRef: {name: ferry-2}}
end
slipway -C ferries generate -q
git add ferries
git -c user.name='Slipway Lab' -c user.email=lab@slipway.dev commit --quiet --author 'Slipway Lab <lab@slipway.dev>' --message 'Begin with the ferries'
git push --quiet origin main
