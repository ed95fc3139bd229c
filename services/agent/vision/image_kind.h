#pragma once

#include <cstddef>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace lossy::agent {

// The image formats that a vision model accepts.
enum class ImageKind { kJpeg, kPng, kWebp };

// Returns the format by the first bytes of the file; nullopt if it is none of them.
absl::optional<ImageKind> ImageKindOf(absl::string_view image);

absl::string_view MediaType(ImageKind kind);

// Returns the format of an image. Returns INVALID_ARGUMENT, which names `field`, if the format is
// unknown or the image is larger than `max_bytes`.
absl::StatusOr<ImageKind> CheckImage(absl::string_view field, absl::string_view image,
                                     std::size_t max_bytes);

}  // namespace lossy::agent
