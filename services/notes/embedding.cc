#include "services/notes/embedding.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "base/error/error.h"
#include "services/shared/text/check_seconds.h"
#include "services/shared/text/clean_text.h"

namespace lossy::notes {
namespace {

constexpr int kDimensions = 768;
constexpr std::size_t kMaxDeviceBytes = 64;
// The device of a request that does not name one.
constexpr char kUnknownDevice[] = "unknown";

// With 9 digits the same float is read back.
void AppendFloat(std::string* out, float number) { absl::StrAppendFormat(out, "%.9g", number); }

// `prefix` precedes the names of fields in errors.
template <typename Request>
absl::Status Check(const Request& request, absl::string_view prefix) {
  const auto refuse = [prefix](absl::string_view field, absl::string_view problem) {
    return base::InvalidArgument(absl::StrCat(prefix, field), problem);
  };
  const auto& numbers = request.embedding();
  if (numbers.size() != kDimensions ||
      !std::all_of(numbers.begin(), numbers.end(), [](float f) { return std::isfinite(f); })) {
    return refuse("embedding", "must be 768 finite numbers");
  }
  absl::Status time =
      services::CheckSeconds(absl::StrCat(prefix, "timestamp"), request.timestamp());
  if (!time.ok()) return time;
  if (!v1::EmbeddingSource_IsValid(request.source())) {
    return refuse("source", "must be local or cloud");
  }
  if (request.device().size() > kMaxDeviceBytes) {
    return refuse("device", "must be at most 64 bytes");
  }
  return absl::OkStatus();
}

template <typename Request>
absl::StatusOr<Embedding> Checked(const Request& request, absl::string_view prefix) {
  if (absl::Status fit = Check(request, prefix); !fit.ok()) return fit;
  Embedding embedding{
      .numbers = absl::StrCat("{", absl::StrJoin(request.embedding(), ",", AppendFloat), "}"),
      .timestamp_seconds = request.timestamp(),
      .device = services::CleanText(request.device())};
  if (embedding.device.empty()) embedding.device = kUnknownDevice;
  if (request.source() != v1::EMBEDDING_SOURCE_UNSPECIFIED) embedding.source = request.source();
  return embedding;
}

}  // namespace

absl::StatusOr<Embedding> ToEmbedding(const v1::EnrichNoteRequest& request) {
  absl::StatusOr<Embedding> embedding = Checked(request, "");
  if (!embedding.ok() || request.has_timestamp()) return embedding;
  return base::InvalidArgument("timestamp", "is required");
}

absl::StatusOr<Embedding> ToEmbedding(const v1::Frame& frame) { return Checked(frame, "frame."); }

v1::VisualContext ToVisualContext(const Embedding& embedding) {
  v1::VisualContext context;
  context.set_timestamp(embedding.timestamp_seconds);
  context.set_source(embedding.source);
  context.set_device(embedding.device);
  return context;
}

v1::EnrichmentSource EnrichmentBy(v1::EmbeddingSource source) {
  return source == v1::EMBEDDING_SOURCE_CLOUD ? v1::ENRICHMENT_SOURCE_SIGLIP_CLOUD
                                              : v1::ENRICHMENT_SOURCE_SIGLIP_LOCAL;
}

}  // namespace lossy::notes
