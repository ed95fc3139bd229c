#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "lossy/notes/v1/notes.pb.h"

namespace lossy::notes {

// A frame on screen, checked and fit to be stored.
struct Embedding {
  std::string numbers;  // As PostgreSQL spells an array of reals: "{0.5,-1}".
  double timestamp_seconds = 0;
  v1::EmbeddingSource source = v1::EMBEDDING_SOURCE_LOCAL;
  std::string device;
};

// Checks. INVALID_ARGUMENT names the field, those of a frame as "frame.…".
absl::StatusOr<Embedding> ToEmbedding(const v1::EnrichNoteRequest& request);
absl::StatusOr<Embedding> ToEmbedding(const v1::Frame& frame);

// Which frame it is of, as clients read it in the note.
v1::VisualContext ToVisualContext(const Embedding& embedding);

// The enrichment source of a note with such an embedding.
v1::EnrichmentSource EnrichmentBy(v1::EmbeddingSource source);

}  // namespace lossy::notes
