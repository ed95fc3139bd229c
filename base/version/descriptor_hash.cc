#include "base/version/descriptor_hash.h"

#include <openssl/evp.h>

#include <array>
#include <cstddef>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"

namespace lossy::base {
namespace {

using google::protobuf::FileDescriptor;

constexpr std::size_t kHashBytes = 8;

void AddWithImports(const FileDescriptor& file, std::map<std::string, std::string>& files) {
  if (files.contains(file.name())) return;
  google::protobuf::FileDescriptorProto proto;
  file.CopyTo(&proto);
  files.emplace(file.name(), proto.SerializeAsString());
  for (int i = 0; i < file.dependency_count(); ++i) AddWithImports(*file.dependency(i), files);
}

}  // namespace

std::string HashDescriptors(const std::map<std::string, std::string>& files) {
  std::string all;
  for (const auto& [name, bytes] : files) {
    if (absl::StartsWith(name, "google/protobuf/")) continue;
    absl::StrAppend(&all, bytes.size(), ":", bytes);
  }
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  EVP_Digest(all.data(), all.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(digest.data()), kHashBytes));
}

std::string HashOfService(const std::string& service) {
  const google::protobuf::ServiceDescriptor* const found =
      google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(service);
  if (found == nullptr) return "";
  std::map<std::string, std::string> files;
  AddWithImports(*found->file(), files);
  return HashDescriptors(files);
}

}  // namespace lossy::base
