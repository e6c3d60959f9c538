import { adminStyles } from './styles/admin.ts';
import { baseStyles } from './styles/base.ts';
import { formStyles } from './styles/forms.ts';
import { listStyles } from './styles/lists.ts';
import { postStyles } from './styles/post.ts';
import { reportStyles } from './styles/reports.ts';

/** The whole style sheet; what one page alone needs is in a file of its own, below. */
export const workspaceStyles = [
  baseStyles,
  formStyles,
  listStyles,
  postStyles,
  reportStyles,
  adminStyles,
].join('');
