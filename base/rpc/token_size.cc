#include "base/rpc/token_size.h"

#include "absl/flags/flag.h"
#include "base/flags/flag_range.h"
#include "grpc/grpc.h"

ABSL_FLAG(int, max_token_bytes, 32 << 10,
          "Largest token that is verified, in bytes; a larger one is refused");
// Our own tokens are smaller than the least value.
LOSSY_FLAG_RANGE(max_token_bytes, 2 << 10, 256 << 10);

namespace lossy::base {
namespace {

// The bytes of a call's other metadata.
constexpr int kOtherMetadataBytes = 16 << 10;

}  // namespace

std::size_t MaxTokenBytes() {
  return static_cast<std::size_t>(absl::GetFlag(FLAGS_max_token_bytes));
}

void AllowLargeTokens(grpc::ServerBuilder& builder) {
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE,
                             absl::GetFlag(FLAGS_max_token_bytes) + kOtherMetadataBytes);
}

}  // namespace lossy::base
