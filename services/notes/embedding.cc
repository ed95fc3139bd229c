#include "services/notes/embedding.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "base/error/error.h"
#include "services/notes/note_fields.h"
#include "services/values/clean_text.h"

namespace lossy::notes {
namespace {

constexpr int kDimensions = 768;
constexpr std::size_t kMaxDeviceBytes = 64;

// 9 digits: a float comes back as it was.
void AppendFloat(std::string* out, float number) { absl::StrAppendFormat(out, "%.9g", number); }

absl::Status Check(const v1::EnrichNoteRequest& request) {
  const auto& numbers = request.embedding();
  if (numbers.size() != kDimensions ||
      !std::all_of(numbers.begin(), numbers.end(), [](float f) { return std::isfinite(f); })) {
    return base::InvalidArgument("embedding", "must be 768 finite numbers");
  }
  if (absl::Status time = CheckSeconds("timestamp", request.timestamp()); !time.ok()) return time;
  if (!v1::EmbeddingSource_IsValid(request.source())) {
    return base::InvalidArgument("source", "must be local or cloud");
  }
  if (request.device().size() > kMaxDeviceBytes) {
    return base::InvalidArgument("device", "must be at most 64 bytes");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Embedding> ToEmbedding(const v1::EnrichNoteRequest& request) {
  if (absl::Status fit = Check(request); !fit.ok()) return fit;
  Embedding embedding{
      .numbers = absl::StrCat("{", absl::StrJoin(request.embedding(), ",", AppendFloat), "}"),
      .timestamp_seconds = request.timestamp(),
      .device = services::CleanText(request.device())};
  if (request.source() != v1::EMBEDDING_SOURCE_UNSPECIFIED) embedding.source = request.source();
  return embedding;
}

v1::EnrichmentSource EnrichmentBy(v1::EmbeddingSource source) {
  return source == v1::EMBEDDING_SOURCE_CLOUD ? v1::ENRICHMENT_SOURCE_SIGLIP_CLOUD
                                              : v1::ENRICHMENT_SOURCE_SIGLIP_LOCAL;
}

}  // namespace lossy::notes
