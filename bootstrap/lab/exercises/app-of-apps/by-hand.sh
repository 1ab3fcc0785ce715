# A folder that the agent reads besides the platform's own, made as people make one by
# hand: it holds the object that reads it.
mkdir -p by-hand/units
case $(sed -n 's/^  agent: //p' platform.yaml) in
argocd)
  cat >by-hand/units/by-hand.yaml <<end
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: by-hand
  namespace: argocd
spec:
  project: platform
  source:
    repoURL: $(git remote get-url origin)
    targetRevision: main
    path: by-hand/units
  destination:
    server: https://kubernetes.default.svc
    namespace: argocd
  syncPolicy:
    automated: {prune: true, selfHeal: true}
end
  ;;
*) # Sveltos does not read Git itself: Flux applies what it works from.
  cat >by-hand/units/by-hand.yaml <<end
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: by-hand
  namespace: flux-system
spec:
  interval: 10s
  retryInterval: 5s
  sourceRef: {kind: GitRepository, name: platform}
  path: ./by-hand/units
  prune: true
end
  ;;
esac
git add by-hand
git -c user.name='Slipway Lab' -c user.email=lab@slipway.dev commit --quiet --author 'Slipway Lab <lab@slipway.dev>' --message 'Have the agent read by-hand/units'
git push --quiet origin main
kubectl apply --filename by-hand/units/by-hand.yaml
