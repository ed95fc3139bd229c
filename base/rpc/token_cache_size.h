#pragma once

#include <cstddef>

namespace lossy::base {

// The number of tokens for which each verifier and each issuer of the process stores its last
// result (--token_cache_entries).
std::size_t TokenCacheEntries();

}  // namespace lossy::base
