# In a hurry: the generated file is changed, and not what it is generated of.
file=$(grep -rl '^ *replicas: 1$' gitops/components/sample)
sed -i.bak 's/^\( *\)replicas: 1$/\1replicas: 2/' "$file"
rm "$file.bak"
git -c user.name='Slipway Lab' -c user.email=lab@slipway.dev commit --quiet --all --author 'Slipway Lab <lab@slipway.dev>' --message 'Make the page faster'
git push --quiet origin main
