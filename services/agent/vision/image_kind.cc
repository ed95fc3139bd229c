#include "services/agent/vision/image_kind.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/error/error.h"

namespace lossy::agent {

absl::optional<ImageKind> ImageKindOf(absl::string_view image) {
  if (absl::StartsWith(image, "\xff\xd8\xff")) return ImageKind::kJpeg;
  if (absl::StartsWith(image, "\x89PNG\r\n\x1a\n")) return ImageKind::kPng;
  // The size of the rest is between the two words.
  if (absl::StartsWith(image, "RIFF") && image.size() >= 12 && image.substr(8, 4) == "WEBP") {
    return ImageKind::kWebp;
  }
  return absl::nullopt;
}

absl::string_view MediaType(ImageKind kind) {
  switch (kind) {
    case ImageKind::kJpeg:
      return "image/jpeg";
    case ImageKind::kPng:
      return "image/png";
    case ImageKind::kWebp:
      return "image/webp";
  }
  return {};
}

absl::StatusOr<ImageKind> CheckImage(absl::string_view field, absl::string_view image,
                                     std::size_t max_bytes) {
  if (image.size() > max_bytes) {
    return base::InvalidArgument(field, absl::StrCat("is larger than ", max_bytes, " bytes"));
  }
  const absl::optional<ImageKind> kind = ImageKindOf(image);
  if (!kind) return base::InvalidArgument(field, "is not a JPEG, PNG or WebP image");
  return *kind;
}

}  // namespace lossy::agent
