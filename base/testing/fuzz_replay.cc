#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void Replay(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  // The buffer has exactly the size, so that AddressSanitizer detects a read behind it.
  const std::vector<char> input{std::istreambuf_iterator<char>(file), {}};
  std::fprintf(stderr, "%s\n", path.c_str());
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

}  // namespace

// Runs a fuzz target on every file of a folder. The last name in the output is the file that
// crashed it.
int main(int argc, char** argv) {
  if (argc != 2) return std::fprintf(stderr, "which folder?\n"), 1;
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(argv[1])) files.push_back(entry);
  std::sort(files.begin(), files.end());
  for (const std::filesystem::path& file : files) Replay(file);
  return files.empty() ? 1 : 0;
}
