#include "base/rpc/token_cache_size.h"

#include <cstdint>

#include "absl/flags/flag.h"
#include "base/flags/flag_range.h"

ABSL_FLAG(
    std::uint32_t, token_cache_entries, 65'536,
    "Most tokens whose verification is stored until the keys change, and most tokens that are "
    "signed once and whose signatures are stored, for each kind of token; about 80 and 130 bytes "
    "each; 0: none");

LOSSY_FLAG_RANGE(token_cache_entries, 0, 10'000'000);

namespace lossy::base {

std::size_t TokenCacheEntries() { return absl::GetFlag(FLAGS_token_cache_entries); }

}  // namespace lossy::base
