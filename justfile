# Everything CI runs
check:
    .ci/run

# The suite, on SQLite and PostgreSQL
test:
    cargo test --workspace

# openapi/openapi.json against redocly.yaml and .spectral.yaml
lint-spec:
    .ci/run lint_spec

# Writes openapi/openapi.json anew from the handlers
openapi:
    UPDATE_OPENAPI=1 cargo test --test api openapi

# Requests per second beside a bare handler
bench *args:
    cargo run --release --package bench -- {{args}}

# Looks for 5xx and undocumented answers as a signed-in officer: `just schemathesis <access token>`
schemathesis token url="http://127.0.0.1:8080":
    schemathesis --config-file .ci/clients/schemathesis.toml run {{url}}/openapi.json --url {{url}} \
        --header "Authorization: Bearer {{token}}" --checks all \
        --phases examples,coverage,fuzzing,stateful --max-examples 50 --workers 2 --request-timeout 10 --generation-database none
