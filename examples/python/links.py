"""The connections of the example: mutual TLS with the --tls_internal_... flags, or else without TLS."""
import grpc

# A certificate names a process, such as "notifications", whatever its address is.
NAME_OF_SERVER = "grpc.ssl_target_name_override"


def read_certificates(flags):
    """Returns the authority, the private key and the certificate of this service; None without TLS."""
    names = ["tls_internal_ca", "tls_internal_key", "tls_internal_certificate"]
    if not any(name in flags for name in names):
        return None
    contents = []
    for name in names:
        with open(flags[name], "rb") as file:
            contents.append(file.read())
    return contents


def open_channel(process, flags):
    """Opens a channel to a process, at the address that its flag has. With TLS, its certificate must name it."""
    certificates = read_certificates(flags)
    if certificates is None:
        return grpc.aio.insecure_channel(flags[process])
    credentials = grpc.ssl_channel_credentials(*certificates)
    return grpc.aio.secure_channel(flags[process], credentials, options=[(NAME_OF_SERVER, process)])


def listen(server, flags):
    """Adds the listener. With TLS, a client needs a certificate of the same authority."""
    certificates = read_certificates(flags)
    if certificates is None:
        return server.add_insecure_port(flags["listen"])
    authority, key, certificate = certificates
    credentials = grpc.ssl_server_credentials([(key, certificate)], authority, require_client_auth=True)
    return server.add_secure_port(flags["listen"], credentials)
