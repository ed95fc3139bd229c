#include "services/agent/vision/image_kind.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace lossy::agent {
namespace {

constexpr absl::string_view kJpeg("\xff\xd8\xff\xe0\0\x10JFIF", 10);
constexpr absl::string_view kPng("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16);
constexpr absl::string_view kWebp("RIFF\x24\0\0\0WEBPVP8 ", 16);

TEST(ImageKind, IsRecognisedByTheFirstBytes) {
  EXPECT_EQ(ImageKindOf(kJpeg), ImageKind::kJpeg);
  EXPECT_EQ(ImageKindOf(kPng), ImageKind::kPng);
  EXPECT_EQ(ImageKindOf(kWebp), ImageKind::kWebp);
}

TEST(ImageKind, IsNotGuessed) {
  constexpr absl::string_view kOthers[] = {
      "",     "\xff\xd8", "GIF89a",          "<svg xmlns=", "RIFF\x24\x01\x01\x01WAVEfmt ",
      "RIFF", "PNG",      "\x89PNG\n\x1a\n", "%PDF-1.7"};
  for (absl::string_view other : kOthers) EXPECT_EQ(ImageKindOf(other), absl::nullopt) << other;
  EXPECT_EQ(ImageKindOf(absl::StrCat(" ", kJpeg)), absl::nullopt);
}

TEST(ImageKind, HasAMediaType) {
  EXPECT_EQ(MediaType(ImageKind::kJpeg), "image/jpeg");
  EXPECT_EQ(MediaType(ImageKind::kPng), "image/png");
  EXPECT_EQ(MediaType(ImageKind::kWebp), "image/webp");
}

TEST(CheckImage, TakesAnImageThatIsSmallEnough) {
  EXPECT_EQ(*CheckImage("frame", kPng, kPng.size()), ImageKind::kPng);
}

TEST(CheckImage, NamesTheFieldOfATooLargeImage) {
  const absl::Status status = CheckImage("frame", kPng, kPng.size() - 1).status();
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_EQ(status.message(), "frame is larger than 15 bytes");
}

TEST(CheckImage, NamesTheFieldOfAnInvalidImage) {
  const absl::Status status = CheckImage("frame", "hello", 100).status();
  EXPECT_TRUE(absl::IsInvalidArgument(status));
  EXPECT_EQ(status.message(), "frame is not a JPEG, PNG or WebP image");
}

}  // namespace
}  // namespace lossy::agent
