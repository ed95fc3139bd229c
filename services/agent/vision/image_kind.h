#pragma once

#include <cstddef>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace lossy::agent {

// The kinds of image that a vision model is shown.
enum class ImageKind { kJpeg, kPng, kWebp };

// By the first bytes of the file. Nullopt: none of them.
absl::optional<ImageKind> ImageKindOf(absl::string_view image);

absl::string_view MediaType(ImageKind kind);

// What kind it is. INVALID_ARGUMENT that names `field` when it is none of them, or larger than
// `max_bytes`.
absl::StatusOr<ImageKind> CheckImage(absl::string_view field, absl::string_view image,
                                     std::size_t max_bytes);

}  // namespace lossy::agent
