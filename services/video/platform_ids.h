#pragma once

#include <string>

#include "services/video/page_url.h"

namespace lossy::video {

// The id of the video that a page of each platform shows. Empty: the URL does not tell it. The page
// of a collection has no video, and a video in a collection is not the collection.
std::string YoutubeId(const PageUrl& url);
// For the page of a collection alone, its kind and number: "showcase/123".
std::string VimeoId(const PageUrl& url);
std::string FrameioId(const PageUrl& url);
std::string AirId(const PageUrl& url);
std::string IconikId(const PageUrl& url);
std::string WipsterId(const PageUrl& url);
std::string TiktokId(const PageUrl& url);
std::string WistiaId(const PageUrl& url);
std::string LoomId(const PageUrl& url);
std::string DropboxReplayId(const PageUrl& url);
std::string GoogleDriveId(const PageUrl& url);

// The ids that versions before made of the same pages where they made others. Their videos keep
// them.
std::string FormerYoutubeId(const PageUrl& url);
std::string FormerVimeoId(const PageUrl& url);
std::string FormerTiktokId(const PageUrl& url);
// The last segment, if it is long and has a digit.
std::string LastId(const PageUrl& url);

}  // namespace lossy::video
