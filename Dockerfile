# Builds the hub with its embedded IDE into an image without a shell.
FROM node:22-slim AS ide
WORKDIR /src/web/ide
COPY web/ide/ ./
RUN sh build.sh

FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=ide /src/web/ide/dist ./web/ide/dist
RUN CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o /partnerhub .

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /partnerhub /partnerhub
ENTRYPOINT ["/partnerhub"]
CMD ["serve"]
