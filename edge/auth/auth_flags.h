#pragma once

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "base/identity/revocations.h"
#include "base/identity/token_issuer.h"
#include "edge/auth/authenticator.h"
#include "edge/auth/extension_token_handler.h"

namespace lossy::edge {

// The authentication of clients, from its flags. These functions refuse the start
// (base/log/refuse_start.h) if a file cannot be read or a value is invalid.

// Returns the authenticator of clients from --jwks, --token_jwks, --dev_user and related flags.
// `revocations` must outlive it.
std::unique_ptr<Authenticator> AuthenticatorFromFlags(const base::Revocations& revocations);

// Returns an issuer of tokens for browser extensions, or for session cookies, which signs with
// --token_key.
std::unique_ptr<base::TokenIssuer> ExtensionTokenIssuerFromFlags();
std::unique_ptr<base::TokenIssuer> SessionTokenIssuerFromFlags();

// Returns the contents of the file --token_key.
std::string TokenKeyFromFlags();

// Returns the options of extension tokens from --extension_token_seconds and --client_settings.
ExtensionTokenHandler::Options ExtensionTokenOptionsFromFlags();

// Returns the longest time for which any token is accepted after it was issued.
absl::Duration LongestTokenLifeFromFlags();

// Returns --end_sockets_of_removed_keys.
bool EndSocketsOfRemovedKeysFromFlags();

// True if a client without a token may connect (--dev_user), or log in at /dev/auth (--dev_auth).
bool DevUserFromFlags();
bool DevLoginFromFlags();

}  // namespace lossy::edge
