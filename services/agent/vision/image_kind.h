#pragma once

#include <cstddef>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace lossy::agent {

// The image formats that a vision model accepts.
enum class ImageKind { kJpeg, kPng, kWebp };

// Returns the format of an image file by its first bytes; nullopt if it is none of these formats.
absl::optional<ImageKind> ImageKindOf(absl::string_view image);

// Returns the media type, for example "image/jpeg".
absl::string_view MediaType(ImageKind kind);

// Returns the format of an image. Returns INVALID_ARGUMENT, which names `field`, if the format is
// unknown or the image is larger than `max_bytes`.
absl::StatusOr<ImageKind> CheckImage(absl::string_view field, absl::string_view image,
                                     std::size_t max_bytes);

}  // namespace lossy::agent
