import { join } from 'node:path';
import type { EntityColumns } from '../entity-settings';
import type { DataSource } from './source';

/**
 * What a language model reads of a product. What users wrote is left out: a review tells its own rating, so that the
 * texts of held-out rows would leak, and texts are known before rows are divided.
 */
const itemColumns: EntityColumns = {
  id: 'asin',
  text: ['title', 'brand', 'category', 'description'],
  textFormat: 'html',
  features: [
    { column: 'price', kind: 'amount' },
    { column: 'main_cat', kind: 'category' },
  ],
};

/** A category's reviews of users and products with five or more, and what the shop says of its products. */
function amazonReviews(
  category: string,
  about: Pick<DataSource, 'name' | 'title' | 'otherFolders'>,
): DataSource {
  const [reviews, products] = [`${category}_5.json`, `meta_${category}.json`];
  return {
    ...about,
    home: 'https://nijianmo.github.io/amazon/',
    terms: 'research use',
    requiredFiles: [reviews, products],
    packagedIn: null,
    download: null,
    settings: (folder) => ({
      name: about.name,
      ratings: { path: join(folder, reviews) },
      columns: { user: 'reviewerID', item: 'asin', rating: 'overall', timestamp: 'unixReviewTime' },
      items: { path: join(folder, products) },
      itemColumns,
      // the file of products is of the whole category, the reviews of its densest part
      unratedItems: 'leave-out',
      levels: [1, 2, 3, 4, 5],
    }),
  };
}

/** Amazon reviews 2018, gift cards: 2,972 reviews 1-5 of 148 cards by 458 users, seven of them repeated pairs. */
export const amazonGiftCards: DataSource = amazonReviews('Gift_Cards', {
  name: 'amazon-gift-cards',
  title: 'Amazon 2018 Gift Cards',
  otherFolders: ['amazon2018-gift-cards'],
});
