# One agent in the office drives everybody, and holds a key to each.
slipway -C ferries graph topology

# With an agent of its own a cluster reads Git itself, and nobody needs a key to it.
sed -i.bak -e 's/^  topology: hub$/  topology: standalone/' -e '/^      role: hub$/d' -e '/^      credentials: /d' ferries/platform.yaml
rm ferries/platform.yaml.bak
slipway -C ferries validate
slipway -C ferries generate -q --allow-destructive
slipway -C ferries graph topology

cat >ferries/drives.yaml <<'end'
before: {office: office, ferry-1: office, ferry-2: office}
after: {office: office, ferry-1: ferry-1, ferry-2: ferry-2}
end
git add ferries
git commit --quiet --message 'Let each ferry look after itself'
git push --quiet origin main
slipway status --wait 2m
