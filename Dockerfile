FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
# Crates and artefacts outlive a build in the cache mounts, which no layer keeps: so the binary is copied out.
# Cargo compares times, and a source file may be older than an artefact of another checkout: so the sources are touched.
RUN --mount=type=cache,target=/usr/local/cargo/registry,sharing=locked \
    --mount=type=cache,target=/src/target,sharing=locked \
    find . -name target -prune -o -type f -exec touch {} + \
    && cargo build --release --locked --package thidua --bin thidua \
    && cp target/release/thidua /thidua

FROM debian:bookworm-slim
# The embedded SQLite database is written here, and files below; the rest of the root file system may be read-only.
RUN install -d -o 10001 -g 10001 /var/lib/thidua /var/lib/thidua/files
WORKDIR /var/lib/thidua
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /thidua /usr/local/bin/thidua
# A number, so that an orchestrator can see that it is not root.
USER 10001:10001
# Inside a container loopback reaches nobody; what is published is decided outside.
ENV THIDUA_FILE_STORE=/var/lib/thidua/files
ENV THIDUA_LISTEN=0.0.0.0:8080 THIDUA_ADMIN_LISTEN=0.0.0.0:9090
EXPOSE 8080 9090
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 CMD ["/usr/local/bin/thidua", "health"]
ENTRYPOINT ["/usr/local/bin/thidua"]
CMD ["serve"]
