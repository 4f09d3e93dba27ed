# callsign in a small image, without PostgreSQL: give it one by CALLSIGN_DATABASE__URL (docker-compose.yml does).
# Both bases are arguments, so that the image builds from local ones too.
ARG BUILD_IMAGE=rust:1.95-slim-bookworm
ARG RUNTIME_IMAGE=debian:bookworm-slim

FROM ${BUILD_IMAGE} AS build
WORKDIR /build
# The dependencies alone first: this layer stays as long as Cargo.lock does.
COPY .askama.toml Cargo.toml Cargo.lock ./
RUN mkdir -p src tests/it \
    && echo 'fn main() {}' > src/main.rs && touch src/lib.rs && echo 'fn main() {}' > tests/it/main.rs \
    && cargo build --release --locked
COPY migrations migrations
COPY src src
RUN touch src/main.rs src/lib.rs && cargo build --release --locked && strip target/release/callsign

FROM ${RUNTIME_IMAGE}
COPY --from=build /build/target/release/callsign /usr/local/bin/callsign
# A number, so that an orchestrator can see that it isn't root.
USER 10001:10001
WORKDIR /
ENV CALLSIGN_SERVER__LISTEN=0.0.0.0:4580
EXPOSE 4580
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --retries=3 CMD ["/usr/local/bin/callsign", "health"]
ENTRYPOINT ["/usr/local/bin/callsign"]
CMD ["serve"]
